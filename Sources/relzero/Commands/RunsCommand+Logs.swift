import ArgumentParser
import Foundation
import Inspection
import RunLogs

extension RunsCommand {
  struct Logs: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "logs",
      abstract: "What a run said: its events and what each epoch measured.")
    @Argument(
      help: ArgumentHelp("The run, like r0007.", valueName: "run"), completion: LiveNames.runs)
    var name: String
    @Flag(name: [.short, .long], help: "Go on until the run is over.")
    var follow = false
    @OptionGroup var common: CommonOptions

    func run() throws {
      let id = try RunsCommand.runs([name])[0]
      let home = try common.homeFolder()
      var (point, event) = (Int64(0), Int64(0))
      while true {
        let log = try RunLog.readOnly(home: home)
        // Asked before the lines, so that the last of them are not missed.
        let isLive = try log.run(id).status.isLive
        let points = try log.metrics(of: id, after: point)
        let events = try log.events(of: id, after: event)
        point = points.last?.id ?? point
        event = events.last?.id ?? event
        let lines =
          points.filter { $0.split != "train" }.map {
            Line(
              time: $0.wallTime, step: $0.step, kind: $0.split, text: "\($0.name) \($0.value)")
          } + events.map { Line(time: $0.time, step: nil, kind: $0.kind, text: $0.message) }
        for line in lines.sorted(by: { $0.time < $1.time }) { try common.show(line) }
        guard follow, isLive else { return }
        Thread.sleep(forTimeInterval: 0.5)
      }
    }
  }

  struct Line: Summary {
    var time: Double
    var step: Int?
    /// The split measured, or the kind of event.
    var kind: String
    var text: String { Self.words(self) }
    var said: String

    init(time: Double, step: Int?, kind: String, text: String) {
      self.time = time
      self.step = step
      self.kind = kind
      said = text
    }

    private static func words(_ line: Line) -> String {
      let clock = DateFormatter()
      clock.dateFormat = "HH:mm:ss"
      let step = line.step.map { "  step \($0)" } ?? ""
      return Escaping.visible(
        clock.string(from: Date(timeIntervalSince1970: line.time)) + step
          + "  \(line.kind): \(line.said)")
    }
  }
}
