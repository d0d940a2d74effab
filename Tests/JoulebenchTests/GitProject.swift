import Foundation

/// A git repository in a folder of a test's program, with commits of a shell script.
struct GitProject {
    private static let git = ["/usr/bin/git", "/usr/local/bin/git", "/bin/git"]
        .first(where: FileManager.default.isExecutableFile(atPath:))
    static let isThere = git != nil

    let folder: URL

    init(in program: Program, folder name: String = "project") throws {
        folder = program.folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try run("init", "--quiet", "--initial-branch=main")
    }

    /// Runs git as nobody in particular, without what the machine's user has set.
    @discardableResult
    func run(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.git ?? "/usr/bin/git")
        process.arguments =
            [
                "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c",
                "commit.gpgsign=false",
            ]
            + arguments
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
        environment["GIT_CONFIG_SYSTEM"] = "/dev/null"
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        struct Failed: Error { var output: String }
        let text = String(decoding: output, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard process.terminationStatus == 0 else { throw Failed(output: text) }
        return text
    }

    func write(_ text: String, to name: String) throws {
        let path = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: path.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try text.write(to: path, atomically: true, encoding: .utf8)
    }

    /// Commits all files.
    ///
    /// - Returns: the hash.
    func commit(_ subject: String) throws -> String {
        try run("add", "--all")
        try run("commit", "--quiet", "--allow-empty", "--message", subject)
        return try run("rev-parse", "HEAD")
    }
}
