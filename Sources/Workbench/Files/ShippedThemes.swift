/// The themes of the folder `themes/`, carried in the program so that it works alone; a test holds the
/// two equal.
enum ShippedThemes {
  static let texts: [String: String] = ["default": standard, "nord": nord]

  private static let standard = #"""
    # The terminal's own foreground and background, with a few of its 16 colors: fits light and dark.
    # Each line: a role, and its look in words: #rrggbb, a number of 256, a name of 16, attributes.
    dim: "gray 244"
    border: "gray 244"
    title: "bold"
    focus: "cyan 37 bold"
    selected: "reverse"
    accent: "cyan 37"
    key: "cyan 37 bold"
    warning: "yellow 172"
    error: "red 160"
    good: "green 35"
    link: "blue 33"
    time: "magenta 133"
    null: "gray 244"
    header: "reverse"
    prompt: "bold"
    baseline: "yellow 172"
    series: ["cyan 37", "yellow 172", "green 35", "magenta 133", "blue 33", "red 160"]

    """#

  private static let nord = #"""
    # Nord, https://www.nordtheme.com: its snow storm, frost and aurora colors. For dark terminals.
    inherit: default
    dim: "#616e88 60 gray"
    border: "#4c566a 240 gray"
    title: "#d8dee9 253 white bold"
    focus: "#88c0d0 110 brightcyan bold"
    selected: "#eceff4 255 brightwhite on #434c5e 238 blue bold"
    accent: "#88c0d0 110 brightcyan"
    key: "#8fbcbb 109 cyan bold"
    warning: "#ebcb8b 222 brightyellow"
    error: "#bf616a 131 brightred"
    good: "#a3be8c 144 brightgreen"
    link: "#81a1c1 109 brightblue"
    time: "#b48ead 139 brightmagenta"
    null: "#616e88 60 gray"
    header: "#eceff4 255 brightwhite on #3b4252 237 blue"
    prompt: "#eceff4 255 brightwhite on #3b4252 237 blue"
    baseline: "#d08770 173 yellow"
    series: ["#88c0d0 110 brightcyan", "#ebcb8b 222 brightyellow", "#a3be8c 144 brightgreen", "#b48ead 139 brightmagenta", "#81a1c1 109 brightblue", "#bf616a 131 brightred"]

    """#
}
