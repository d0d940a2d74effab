import Foundation
import TestSupport
import Testing

/// `scripts/browser.py`, with which reports are opened in headless Chromium.
@Suite(.enabled(if: Chromium.isThere, "needs python3 and Chromium"))
struct ReportDrawingTests {
    private static let script = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("scripts/browser.py").path

    /// Opens a page once; gives the status and what was said.
    private func open(_ page: String, of program: Program) throws -> (status: Int32, text: String) {
        let words = [Self.script, "times", page, "--runs", "1"]
        let python = ["bash", "-c", "exec python3 \"$0\" \"$@\""]
        let outcome = try program.finish(program.start(words, through: python))
        return (outcome.status, outcome.output + outcome.errors)
    }

    @Test func `a report is drawn without an error in the console, which another page has`() throws
    {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.quick, to: "quick.yaml")
        #expect(try program.run("run", "quick.yaml", "--simulate-power", "40").status == 0)
        let made = try program.run("export", "--format", "html", "--output", "report.html")
        #expect(made.status == 0, "\(made.errors)")
        let drawn = try open("report.html", of: program)
        #expect(drawn.status == 0, "\(drawn.text)")
        #expect(drawn.text.contains("0 errors in the console"))
        // A script that the page's own policy forbids.
        let report = try program.read("report.html")
        let other = report.replacing("</main>", with: "<script>1</script></main>")
        try program.write(other, to: "bad.html")
        let bad = try open("bad.html", of: program)
        #expect(bad.status == 1 && bad.text.contains("console: "), "\(bad.text)")
    }
}

/// What is there to open pages with.
private enum Chromium {
    static let isThere = has("python3") && ["chromium", "google-chrome"].contains(where: has)

    private static func has(_ name: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }
}
