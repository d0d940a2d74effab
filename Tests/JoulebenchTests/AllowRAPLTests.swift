import Foundation
import TestSupport
import Testing

/// `scripts/allow-rapl` below a made-up root; nothing of the machine is touched.
@Suite struct AllowRAPLTests {
    private static let script = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("scripts/allow-rapl").path

    private let folder: TemporaryFolder
    private let rule = "etc/udev/rules.d/70-joulebench-rapl.rules"
    private let lines = "etc/tmpfiles.d/joulebench-rapl.conf"
    private let counter = "sys/class/powercap/intel-rapl:0/energy_uj"

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("5\n", to: counter)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o400],
            ofItemAtPath: path(counter)
        )
    }

    private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path(name))
    }

    private func mode() throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path(counter))
        return try #require(attributes[.posixPermissions] as? NSNumber).intValue
    }

    /// Runs the script below the folder; gives its status and what it said.
    private func run(_ arguments: String...) throws -> (status: Int32, text: String) {
        let program = try Program()
        defer { program.remove() }
        let words = [Self.script, "--root", folder.path] + arguments
        let outcome = try program.finish(program.start(words, through: ["bash"]))
        return (outcome.status, outcome.output + outcome.errors)
    }

    @Test func `a dry run shows the steps and does none`() throws {
        let outcome = try run("--udev", "--tmpfiles", "--dry-run")
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(outcome.text.contains("CVE-2020-8694"))
        #expect(outcome.text.contains("RUN+=\"/bin/chgrp rapl %S%p/energy_uj\""))
        #expect(outcome.text.contains("m /sys/class/powercap/intel-rapl*/energy_uj 0440 root rapl"))
        #expect(!exists("etc"))
        #expect(try mode() == 0o400)
    }

    @Test func `it can be run twice, and taken back`() throws {
        for _ in 0..<2 {
            let made = try run("--udev", "--tmpfiles", "--group", "power", "--yes")
            #expect(made.status == 0, "\(made.text)")
        }
        let text = try String(contentsOfFile: path(lines), encoding: .utf8)
        #expect(text.split(separator: "\n").count == 2)
        #expect(text.contains("0440 root power - -"))
        #expect(exists(rule))
        #expect(try mode() == 0o440)
        let undone = try run("--undo", "--yes")
        #expect(undone.status == 0, "\(undone.text)")
        #expect(!exists(rule))
        #expect(!exists(lines))
        #expect(try mode() == 0o400)
    }

    @Test func `files of others stay as they are`() throws {
        try folder.write("mine\n", to: rule)
        #expect(try run("--udev", "--yes").status == 1)
        #expect(try run("--undo", "--yes").status == 0)
        #expect(try String(contentsOfFile: path(rule), encoding: .utf8) == "mine\n")
    }

    @Test func `nobody is asked means nothing is done`() throws {
        let outcome = try run("--now")
        #expect(outcome.status == 1)
        #expect(outcome.text.contains("nothing was changed"))
        #expect(try mode() == 0o400)
        #expect(try run().status == 2)
        #expect(try run("--sudo").status == 2)
        #expect(try run("--now", "--group", "a b").status == 2)
        #expect(try run("--capability", "/bin/sh", "--yes").status == 2)
    }
}
