import Randomness

/// Words of which names of people, places and things are made.
enum WordPools {
  static let firstNames = words(
    """
    Anna Ben Clara David Elena Felix Greta Hugo Ines Jonas Karin Lukas Maria Nils Olga Paul Rosa Simon Tina Viktor
    Ada Boris Carmen Diego Emma Farid Gina Hassan Ingrid Jamal Keiko Leila Mei Nadia Omar Priya Quentin Ravi Sofia
    Tariq Ursula Wanda Xavier Yuki Zoe Alan Beth Carl Dora Erik Fatima Gloria Henry Ivan Julia Kofi Laura Miguel Nora
    Oscar Petra Rachel Samuel Theo Uma Vera William Alice Bruno Cecilia Daniel Edith Frank Helen Isaac Judith Kevin
    Linda Martin Nancy Oliver Patricia Robert Susan Thomas Valerie Walter James John Michael Lewis Max Charles Fernando
    """)
  static let lastNames = words(
    """
    Smith Jones Brown Taylor Wilson Davis Clark Hall Young King Wright Scott Green Baker Adams Nelson Carter Mitchell
    Roberts Turner Phillips Campbell Parker Evans Collins Stewart Morris Rogers Reed Cook Morgan Bell Murphy Bailey
    Cooper Richardson Cox Howard Ward Peterson Gray Ramirez Watson Brooks Kelly Sanders Price Bennett Wood Barnes Ross
    Henderson Jenkins Perry Powell Long Hughes Flores Washington Butler Simmons Foster Gonzales Bryant Alexander Russell
    Griffin Hayes Müller Schmidt Weber Fischer Wagner Becker Hoffmann Rossi Ferrari Bianchi Romano Silva Santos Costa
    Pereira García Martínez López Hernández Nguyen Tran Kim Park Lee Chen Wang Zhang Liu Tanaka Suzuki Sato Ivanov Petrov
    Novak Kowalski Nagy Andersson Johansson Hansen Olsen Dubois Laurent Lefèvre Moreau Okafor Mensah Abebe Khan Singh
    Patel Gupta Rahman Haddad Yilmaz Demir Cohen Levi Papadopoulos Popescu Jansen Visser Peeters Byrne Walsh Hamilton
    """)
  static let places = words(
    """
    London Paris Berlin Madrid Rome Vienna Prague Warsaw Lisbon Dublin Oslo Stockholm Helsinki Athens Budapest Zurich
    Geneva Brussels Amsterdam Copenhagen Hamburg Munich Milan Turin Naples Barcelona Valencia Porto Lyon Marseille Krakow
    Boston Chicago Denver Dallas Houston Seattle Austin Portland Phoenix Atlanta Miami Toronto Montreal Vancouver Lima
    Bogota Quito Santiago Havana Lagos Accra Nairobi Cairo Tunis Dakar Mumbai Delhi Chennai Karachi Dhaka Bangkok Hanoi
    Manila Jakarta Seoul Busan Tokyo Osaka Kyoto Beijing Shanghai Shenzhen Sydney Melbourne Perth Auckland Wellington
    Springfield Riverside Fairview Georgetown Salem Clinton Madison Franklin Arlington Ashland Burlington Manchester
    Oxford Dover Newport Kingston Lexington Milford Hudson Jackson Lancaster Monaco Monza Silverstone Suzuka Imola
    """)
  static let countries = words(
    """
    Germany France Italy Spain Portugal Austria Switzerland Poland Hungary Greece Norway Sweden Finland Denmark Ireland
    Belgium Netherlands Canada Mexico Brazil Argentina Chile Peru Colombia Egypt Kenya Nigeria Ghana Morocco India China
    Japan Korea Vietnam Thailand Indonesia Australia Turkey Israel Ukraine Romania Bulgaria Croatia Serbia Iceland
    """)
  static let nationalities = words(
    """
    German French Italian Spanish Portuguese Austrian Swiss Polish Hungarian Greek Norwegian Swedish Finnish Danish Irish
    Belgian Dutch Canadian Mexican Brazilian Argentine Chilean Peruvian Colombian Egyptian Kenyan Nigerian Indian Chinese
    Japanese Korean Vietnamese Thai Indonesian Australian Turkish British American Russian Monegasque Venezuelan
    """)
  static let colors = words(
    "red green blue yellow black white gray brown orange purple pink violet silver gold beige navy olive teal maroon ivory"
  )
  static let languages = words(
    """
    English German French Spanish Italian Portuguese Polish Czech Hungarian Greek Turkish Arabic Hebrew Hindi Bengali
    Chinese Japanese Korean Thai Swedish Danish Finnish Dutch Russian Ukrainian Swahili
    """)
  static let jobs = words(
    """
    teacher nurse engineer lawyer farmer driver cook painter writer pilot dentist baker butcher carpenter electrician
    plumber accountant analyst architect artist barber cashier chemist clerk consultant designer developer director
    doctor editor firefighter gardener janitor journalist judge librarian manager mechanic musician officer pharmacist
    photographer physicist programmer receptionist researcher sailor scientist secretary singer soldier student surgeon
    tailor technician translator waiter welder retired unemployed
    """)
  /// Words for things, topics, titles, columns and tables.
  static let nouns = words(
    """
    apple arrow bag ball bank basket battery bell belt bench bicycle blade blanket board boat bolt bottle bowl box bracket
    bridge brush bucket button cabinet cable cake camera candle cap card carpet case chain chair circle clock cloud coat
    coin cord corner counter cover crown cup curtain cushion desk dish door drawer drill drum engine fabric fan feather
    fence file filter flag floor flower folder fork frame fridge garden gate glass globe glove guitar hammer handle harbor
    hat heater helmet hinge hook island jacket jar kettle key kitchen knife label ladder lake lamp leaf lens letter lever
    lock magnet map mask mat meadow medal meter mirror mountain mug nail needle nest net notebook oven package paint pan
    paper pen pencil phone photo piano picture pillow pipe plant plate plug pocket pot printer pump purse puzzle rack
    radio railing rain ribbon ring river road robot rope ruler saddle sail scale scarf screen screw seal seat shelf shell
    ship shirt shoe shovel sign sink skirt sofa spade speaker spoon spring stamp step stone stool storm stove strap string
    suitcase switch table tank tape tent thread ticket tile tire toaster tool towel tower track train tray tree tube tunnel
    umbrella valve vase village violin wagon wall wallet watch water wheel whistle window wire yard zipper account action
    agency amount answer area attempt batch budget campaign capacity change channel claim code contract cost credit cycle
    date degree delay demand depth device distance dose duration effect effort entry error event factor fee field figure
    flow form fraction grade group growth height history hour income index issue item length level limit link list load
    loss margin mark measure memory method minute mode month motion name note number offer order output owner page part
    pattern payment period phase place plan point policy position power pressure price process profit project quality
    quantity question range rank rate ratio reason record region report request reserve result return revenue risk route
    rule sample schedule score season section sector sequence service session shift signal size source speed stage standard
    state status stock strategy style subject supply surface system target task tax team term test text theme theory time
    title topic total trade traffic trend trial type unit update usage user value version view visit volume weight width
    wind year zone
    """)
  static let adjectives = words(
    """
    active average basic big blank bold brave brief bright broad broken busy calm careful central cheap clean clear clever
    cold common complete cool correct daily dark deep dense double dry early easy empty equal exact extra fair false fast
    final fine first flat formal free fresh full general gentle good grand great half happy hard heavy hidden high hollow
    honest hot huge idle inner joint junior key kind large last late lazy light little local long loose loud low lucky
    main major mature maximum mean medium mild minimum minor mixed modern monthly narrow natural neat new next nice noble
    normal northern odd official old open outer past perfect plain polite poor popular primary private proper proud public
    pure quick quiet random rapid rare raw ready real recent regular rich right rough round royal safe secret senior sharp
    short silent simple single slow small smart smooth soft solid sour southern special stable steady steep strict strong
    sweet swift tall thick thin third tight tiny total tough true typical unique upper usual valid vast warm weak weekly
    western whole wide wild wise yearly young
    """)
  static let companyEnds = words(
    "Group Systems Foods Motors Labs Air Works Partners Media Energy Trading Bank Racing Union")

  private static let onsets = words(
    "b c d f g h j k l m n p r s t v w z br cr dr fl gr kl pr sh st th tr ch")
  private static let vowels = words("a e i o u a e i o ai ea ie ou")
  private static let codas = words("n r l s t m k x nd rt lm ck . . . .")

  /// An invented word of two or three syllables, so that no word can be known beforehand.
  static func invented(_ random: inout RandomStream) -> String {
    var word = ""
    for _ in 0..<2 + random.below(2) {
      word += pick(onsets, &random) + pick(vowels, &random)
      let coda = pick(codas, &random)
      if coda != "." { word += coda }
    }
    return word
  }

  static func pick<Element>(_ values: [Element], _ random: inout RandomStream) -> Element {
    values[random.below(values.count)]
  }

  private static func words(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "\n" }.map(String.init)
  }
}
