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

    @Test func `a file that cannot be written whole is not there, and all is said`() throws {
        let program = try Program()
        defer { program.remove() }
        // A full disk: the file is made and stays empty.
        let command = """
            printf '#!/bin/sh\\n: > "$1"; exit 1\\n' > tee && chmod +x tee
            PATH=$PWD:$PATH exec bash "$@"
            """
        let words = ["-c", command, "bash", Self.script, "--root", folder.path, "--udev", "--yes"]
        let outcome = try program.finish(program.start(words, through: ["bash"]))
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("this failed: put_file"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("Done"))
        let rules = try FileManager.default.contentsOfDirectory(atPath: path("etc/udev/rules.d"))
        #expect(rules == [])
        #expect(try run("--udev", "--yes").status == 0, "and it can be tried again")
        #expect(exists(rule))
    }

    @Test func `what is open to everybody is neither narrowed nor taken back`() throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o444],
            ofItemAtPath: path(counter)
        )
        let now = try run("--now", "--yes")
        #expect(now.status == 0)
        #expect(now.text.contains("everybody may read"))
        #expect(try mode() == 0o444)
        #expect(try run("--undo", "--yes").status == 0)
        #expect(try mode() == 0o444)
    }

    @Test func `nothing outside the root is touched, whatever links lead there`() throws {
        let outside = try TemporaryFolder()
        try outside.write("5\n", to: "energy_uj")
        let file = "\(outside.path)/energy_uj"
        let manager = FileManager.default
        try manager.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file)
        try manager.createSymbolicLink(
            atPath: path("sys/class/powercap/intel-rapl:1"),
            withDestinationPath: outside.path
        )
        let now = try run("--now", "--yes")
        #expect(now.status == 0, "\(now.text)")
        #expect(now.text.contains("leads out of"))
        let attributes = try manager.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? NSNumber == 0o400)
        #expect(try mode() == 0o440)
        try manager.createSymbolicLink(
            atPath: path("etc"),
            withDestinationPath: outside.path
        )
        #expect(try run("--udev", "--yes").status == 1)
        #expect(try manager.contentsOfDirectory(atPath: outside.path) == ["energy_uj"])
    }

    @Test(arguments: ["/", "//", "/proc/self/root"])
    func `the machine itself is no other root`(root: String) throws {
        let program = try Program()
        defer { program.remove() }
        let words = [Self.script, "--root", root, "--now", "--dry-run"]
        let outcome = try program.finish(program.start(words, through: ["bash"]))
        #expect(outcome.status == 2, "\(outcome.errors)")
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
