/// The words that names and reviews are made of.
enum Words {
  static let styles = [
    "Blue", "Olive", "Copper", "Nordic", "Folding", "Tiny", "Grand", "Old Mill", "Café", "Wild",
    "Quiet", "Striped", "Harvest", "Midnight", "Paper", "Velvet", "Round", "Travel", "Everyday",
    "Sunday",
  ]
  static let materials = [
    "solid oak", "recycled glass", "organic cotton", "stoneware", "steel", "beech", "wool felt",
    "bamboo", "tin", "linen", "cardboard",
  ]
  static let places = ["Portugal", "Ghent", "Jura", "Friesland", "Kyoto", "Leipzig", "Åland"]
  static let givenNames = [
    "Anna", "Ben", "Chloé", "Daan", "Emre", "Fatima", "Gábor", "Hanna", "Inès", "Jan", "Karim",
    "Lotte", "Mila", "Noah", "Oskar", "Priya", "Quentin", "Rosa", "Søren", "Thùy", "Uli", "Vera",
    "Wout", "Xavier", "Yuki", "Zoë", "李娜",
  ]
  static let familyNames = [
    "Bakker", "Costa", "Dubois", "Eriksen", "Fischer", "García", "Hoffmann", "Ivanova", "Janssens",
    "Kaya", "Lefèvre", "Müller", "Nguyễn", "O'Brien", "Peeters", "Rossi", "Schmidt", "de Vries",
    "van den Berg", "Weber", "Yılmaz", "Zimmermann",
  ]

  /// What people say, from 1 star to 5.
  static let verdicts: [[String]] = [
    ["Broke on the first day.", "Terrible, sent it back.", "Never again.", "Useless."],
    ["Disappointing.", "Not what the picture shows.", "Feels cheap.", "Expected more."],
    ["It is fine.", "Does what it should, no more.", "Okay for the price.", "Average."],
    ["Good quality.", "Happy with it.", "Pretty and solid.", "Would buy again."],
    ["Wonderful!", "Perfect, best I have had.", "Love it ❤️", "Excellent, bought a second one."],
  ]
  static let lateness = [
    "Arrived days late.", "Delivery took far too long.", "Waited and waited for the parcel.",
  ]
  static let asides = [
    "Nice packing.", "A present for my mother.", "The color is a bit darker.", "Easy to clean.",
    "Smaller than I thought.", "My children use it every day.",
  ]
}
