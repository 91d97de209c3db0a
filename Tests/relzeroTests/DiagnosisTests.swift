import FixtureSupport
import Foundation
import Testing

@testable import relzero

@Suite("relzero doctor")
struct DiagnosisTests {
  private func value(_ name: String, _ diagnosis: Diagnosis) -> Diagnosis.Finding? {
    diagnosis.findings.first { $0.name == name }
  }

  @Test("names the home, its free space and SQLite, and what is odd there with what to do")
  func home() throws {
    let home = try TemporaryFolder()
    let empty = Diagnosis(home: .success(home.path))
    #expect(value("home", empty) == .init(name: "home", value: home.path, hint: nil))
    #expect(value("SQLite", empty)?.value.isEmpty == false)
    #expect(value("free space", empty)?.value.hasSuffix(" MiB") == true)
    #expect(value("GPU", empty) != nil && value("TERM", empty) != nil)
    #expect(value("last crash", empty) == nil && value("themes", empty) == nil)

    try FileManager.default.createDirectory(
      atPath: home.file("themes"), withIntermediateDirectories: true)
    try home.write("inherit: default\nnonsense: 1\n", to: "themes/odd.yaml")
    try home.write("signal 11\ntime 1790000000\n", to: "crash.txt")
    try FileManager.default.createDirectory(
      atPath: home.file("sittings"), withIntermediateDirectories: true)
    try home.write("{}", to: "sittings/20261123T015115-999999999.jsonl")
    let odd = Diagnosis(home: .success(home.path))
    #expect(value("themes", odd)?.hint?.contains("nonsense") == true)
    #expect(value("last crash", odd)?.hint?.contains("sittings/20261123T") == true)
    #expect(odd.text.contains("! last crash"))
  }

  @Test("a home that is none is said with its reason")
  func noHome() throws {
    let diagnosis = Diagnosis(home: Result { throw InputError(description: "no folder") })
    #expect(value("home", diagnosis)?.hint == "no folder")
  }
}
