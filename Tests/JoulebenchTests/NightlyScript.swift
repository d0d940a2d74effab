import Foundation
import TestSupport

/// `scripts/nightly` in a folder with a suite, another root and a program in joulebench's place.
struct NightlyScript {
    static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("scripts/nightly").path

    /// What a shell, cron and systemd each take for something of their own.
    static let awkward = "it's \"50%\" $HOME a\\%b; #1.yaml"

    /// Writes its arguments, a line each, to `called`, and ends with the status in `status`.
    static let obedient = """
        #!/bin/bash
        printf '%s\\n' "$PWD" "$@" >> called
        echo "the program speaks"
        exit "$(cat status 2>/dev/null || echo 0)"

        """

    var program: Program
    var suite: String

    /// - Parameters:
    ///   - suite: the name of its file.
    ///   - text: the program that stands in for joulebench.
    /// - Throws: what the file system says.
    init(suite: String = "two.yaml", program text: String = Self.obedient) throws {
        program = try Program()
        self.suite = suite
        program.variables = [
            "HOME": program.folder.path, "XDG_CONFIG_HOME": "/config", "XDG_DATA_HOME": "/data",
            // It leaves room in a line of a crontab.
            "PATH": "/usr/local/bin:/usr/bin:/bin",
        ]
        try program.write("suite: \"two nights\"  # and no more\nblocks: 2\n", to: suite)
        try install(text)
        try FileManager.default.createDirectory(
            at: program.folder.appendingPathComponent("root"),
            withIntermediateDirectories: true
        )
    }

    func install(_ text: String) throws {
        try program.write(text, to: "fake")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: program.folder.appendingPathComponent("fake").path
        )
    }

    /// The words of a call: the verb, the suite, options.
    private func words(_ verb: String, _ options: [String]) -> [String] {
        let named = ["run", "check", "install"].contains(verb) ? ["--program", "./fake"] : []
        let root = ["install", "remove", "status"].contains(verb) ? ["--root", "root"] : []
        return [Self.path, verb, suite] + named + root + options
    }

    func call(_ verb: String, _ options: String...) throws -> (status: Int32, text: String) {
        try finish(words(verb, options))
    }

    /// The same through a script of the shell that ends with `"$@"`.
    func call(
        through script: String,
        _ verb: String,
        _ options: String...
    ) throws -> (status: Int32, text: String) {
        // A shell without job control starts what is in the background deaf to SIGINT.
        let words = ["env", "--default-signal", "bash"] + words(verb, options)
        return try finish(["-c", script, "bash"] + words)
    }

    func shell(_ script: String) throws -> (status: Int32, text: String) {
        try finish(["-c", script])
    }

    /// What Foundation starts has nearly all signals blocked, and hands that on.
    private func finish(_ words: [String]) throws -> (status: Int32, text: String) {
        let plain = ["-c", "exec env --default-signal bash \"$@\"", "bash"]
        let outcome = try program.finish(program.start(plain + words, through: ["bash"]))
        return (outcome.status, outcome.output + outcome.errors)
    }

    /// The paths of all files below a folder, ascending.
    func files(below name: String) -> [String] {
        let folder = program.folder.appendingPathComponent(name).path
        let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return all.filter {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(folder)/\($0)", isDirectory: &isFolder)
            return !isFolder.boolValue
        }.sorted()
    }

    /// The units, without what was called.
    var units: [String] { files(below: "root").filter { $0 != "commands.log" } }

    func unit(endingIn suffix: String) throws -> String {
        let name = units.first { $0.hasSuffix(suffix) && !$0.hasSuffix("-check" + suffix) }
        return try program.read("root/" + (name ?? "no unit \(suffix)"))
    }

    var commands: String { (try? program.read("root/commands.log")) ?? "" }
    var crontab: String { (try? program.read("root/crontab")) ?? "" }
    var log: String { (try? program.read("results/two nights/nightly.log")) ?? "" }

    /// What the program was called with, a line each.
    var called: [String] {
        ((try? program.read("called")) ?? "").split(separator: "\n").map(String.init)
    }

    /// What the notify command was told; `nil` where it was not called.
    var told: String? { try? program.read("told") }
}
