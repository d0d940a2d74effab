import Foundation
import Reports
import TestSupport
import Testing

/// The page of a history in headless Chromium, through `scripts/browser.py`.
@Suite(.enabled(if: Chromium.isThere, "needs python3 and Chromium"))
struct HistoryDrawingTests {
    @Test func `every chart of a page is drawn without an error in the console`() throws {
        let folder = try TemporaryFolder()
        let page = "\(folder.path)/history.html"
        let histories = [NightSample.history(), NightSample.history(nights: 1)]
        let html = HistoryPage(histories).text
        try folder.write(html, to: "history.html")
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../..").standardized
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", root.appending(path: "scripts/browser.py").path, "times", page,
            "--runs",
            "1",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains("0 errors in the console"), "\(text)")
        // Each chart has axes, a level and values, which the file has not.
        let words = text.split(separator: " ")
        let elements = words.firstIndex(of: "elements,").flatMap { Int(words[$0 - 1]) }
        let written = try #require(MarkupCheck(html)).elements.values.reduce(0, +)
        #expect((elements ?? 0) > written + 10 * 10, "\(written) written, \(text)")
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
