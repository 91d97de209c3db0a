import ArgumentParser

@main
struct RelZero: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relzero",
    abstract: "Open a relational database, see what a model sees, and ask what happens next.")
}
