/// The themes of the folder `themes/`, carried in the program so that it works alone; a test holds the
/// two equal.
enum ShippedThemes {
  static let texts: [String: String] = [
    "colorblind": colorblind, "contrast": contrast, "default": standard, "gruvbox": gruvbox,
    "gruvbox-light": gruvboxLight, "light": light, "nord": nord, "solarized-dark": solarizedDark,
    "solarized-light": solarizedLight,
  ]

  private static let colorblind = #"""
    # Colors that differ for every kind of color vision: Okabe and Ito, "Color Universal Design" (2008).
    inherit: default
    focus: "#56b4e9 74 brightblue bold"
    accent: "#56b4e9 74 brightblue"
    key: "#56b4e9 74 brightblue bold"
    warning: "#e69f00 178 yellow bold"
    error: "#d55e00 166 red bold"
    good: "#0072b2 32 blue"
    link: "#56b4e9 74 brightblue underline"
    time: "#cc79a7 175 magenta"
    baseline: "#f0e442 227 brightyellow"
    series: ["#56b4e9 74 brightblue", "#e69f00 178 yellow", "#009e73 36 green", "#cc79a7 175 magenta", "#f0e442 227 brightyellow", "#d55e00 166 red"]

    """#

  private static let contrast = #"""
    # The highest contrast: the terminal's own colors at full strength, nothing dim, and attributes that
    # say the same as the colors.
    inherit: default
    dim: "default"
    border: "default"
    title: "bold"
    focus: "brightyellow 226 bold"
    selected: "reverse bold"
    accent: "brightcyan 51 bold"
    key: "brightyellow 226 bold"
    warning: "brightyellow 226 bold"
    error: "brightred 196 bold reverse"
    good: "brightgreen 46 bold"
    link: "brightcyan 51 underline"
    time: "brightmagenta 201"
    null: "default"
    header: "reverse bold"
    prompt: "reverse"
    baseline: "brightyellow 226"
    series: ["brightcyan 51", "brightyellow 226", "brightgreen 46", "brightmagenta 201", "brightblue 39", "brightred 196"]

    """#

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

  private static let gruvbox = #"""
    # Gruvbox dark, https://github.com/morhetz/gruvbox: warm colors on a ground of their own.
    inherit: default
    text: "#ebdbb2 223 white on #282828 235 black"
    dim: "#928374 245 gray"
    border: "#665c54 241 gray"
    title: "#fbf1c7 230 brightwhite bold"
    focus: "#fabd2f 214 brightyellow bold"
    selected: "#fbf1c7 230 brightwhite on #504945 239 blue bold"
    accent: "#8ec07c 108 brightcyan"
    key: "#fabd2f 214 brightyellow bold"
    warning: "#fe8019 208 yellow"
    error: "#fb4934 167 brightred"
    good: "#b8bb26 142 brightgreen"
    link: "#83a598 109 brightblue"
    time: "#d3869b 175 brightmagenta"
    null: "#928374 245 gray"
    header: "#fbf1c7 230 brightwhite on #3c3836 237 blue"
    prompt: "#fbf1c7 230 brightwhite on #3c3836 237 blue"
    baseline: "#d79921 172 yellow"
    series: ["#8ec07c 108 brightcyan", "#fabd2f 214 brightyellow", "#b8bb26 142 brightgreen", "#d3869b 175 brightmagenta", "#83a598 109 brightblue", "#fb4934 167 brightred"]

    """#

  private static let gruvboxLight = #"""
    # Gruvbox light, https://github.com/morhetz/gruvbox.
    inherit: default
    text: "#3c3836 237 black on #fbf1c7 230 brightwhite"
    dim: "#7c6f64 243 gray"
    border: "#bdae93 248 gray"
    title: "#282828 235 black bold"
    focus: "#b57614 136 yellow bold"
    selected: "#282828 235 black on #d5c4a1 250 cyan bold"
    accent: "#427b58 66 cyan"
    key: "#b57614 136 yellow bold"
    warning: "#af3a03 130 red"
    error: "#9d0006 88 red bold"
    good: "#79740e 100 green"
    link: "#076678 24 blue"
    time: "#8f3f71 96 magenta"
    null: "#928374 245 gray"
    header: "#282828 235 black on #ebdbb2 223 white"
    prompt: "#282828 235 black on #ebdbb2 223 white"
    baseline: "#b57614 136 yellow"
    series: ["#427b58 66 cyan", "#b57614 136 yellow", "#79740e 100 green", "#8f3f71 96 magenta", "#076678 24 blue", "#9d0006 88 red"]

    """#

  private static let light = #"""
    # The default colors for a light background, in shades that can be read on white. Taken by itself where
    # the terminal says that its background is light.
    inherit: default
    dim: "gray 242"
    border: "gray 248"
    focus: "blue 25 bold"
    accent: "blue 25"
    key: "blue 25 bold"
    warning: "yellow 130"
    error: "red 124"
    good: "green 28"
    link: "blue 25"
    time: "magenta 90"
    null: "gray 245"
    baseline: "yellow 130"
    series: ["blue 25", "yellow 130", "green 28", "magenta 90", "cyan 30", "red 124"]

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

  private static let solarizedDark = #"""
    # Solarized dark, https://ethanschoonover.com/solarized: base03 to base1 and the eight accents.
    inherit: default
    text: "#93a1a1 247 white on #002b36 234 black"
    dim: "#657b83 242 gray"
    border: "#586e75 240 gray"
    title: "#eee8d5 254 brightwhite bold"
    focus: "#2aa198 37 cyan bold"
    selected: "#fdf6e3 230 brightwhite on #073642 236 blue bold"
    accent: "#2aa198 37 cyan"
    key: "#b58900 136 yellow bold"
    warning: "#cb4b16 166 yellow"
    error: "#dc322f 160 red"
    good: "#859900 100 green"
    link: "#268bd2 33 blue"
    time: "#6c71c4 62 magenta"
    null: "#657b83 242 gray"
    header: "#eee8d5 254 brightwhite on #073642 236 blue"
    prompt: "#eee8d5 254 brightwhite on #073642 236 blue"
    baseline: "#b58900 136 yellow"
    series: ["#2aa198 37 cyan", "#b58900 136 yellow", "#859900 100 green", "#d33682 162 magenta", "#268bd2 33 blue", "#dc322f 160 red"]

    """#

  private static let solarizedLight = #"""
    # Solarized light, https://ethanschoonover.com/solarized: base3 to base01 and the eight accents.
    inherit: default
    text: "#586e75 240 black on #fdf6e3 230 brightwhite"
    dim: "#839496 245 gray"
    border: "#93a1a1 247 gray"
    title: "#073642 236 black bold"
    focus: "#268bd2 33 blue bold"
    selected: "#073642 236 black on #eee8d5 254 white bold"
    accent: "#268bd2 33 blue"
    key: "#cb4b16 166 red bold"
    warning: "#cb4b16 166 yellow"
    error: "#dc322f 160 red"
    good: "#859900 100 green"
    link: "#268bd2 33 blue"
    time: "#6c71c4 62 magenta"
    null: "#93a1a1 247 gray"
    header: "#073642 236 black on #eee8d5 254 white"
    prompt: "#073642 236 black on #eee8d5 254 white"
    baseline: "#b58900 136 yellow"
    series: ["#268bd2 33 blue", "#cb4b16 166 red", "#859900 100 green", "#d33682 162 magenta", "#2aa198 37 cyan", "#b58900 136 yellow"]

    """#
}
