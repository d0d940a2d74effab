import TestSupport
import Testing

/// `joulebench import` as a user meets it.
@Suite struct ImportCommandTests {
    private static let perf =
        "10.00,Joules,power/energy-pkg/,1,100.00,,\n2000000000,ns,duration_time,1,100.00,,\n"

    @Test func `what was imported is listed, reported and exported`() throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.perf, to: "stat.csv")
        let first = try program.run("import", "stat.csv", "--suite", "from perf")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("Imported 1 trial as run"))
        let list = try program.run("list")
        #expect(list.output.contains("from perf") && list.output.contains("imported"))
        #expect(list.output.contains("unknown") && list.output.contains("1/1"))
        let report = try program.run("report")
        #expect(report.output.contains("IMPORTED") && report.output.contains("10.0 J imp."))
        let export = try program.run("export", "--format", "csv", "--trials")
        #expect(export.output.contains(",10,") && export.output.contains("imported"))
        let show = try program.run("show", "--trial", "1")
        #expect(show.status == 0 && show.output.contains("power/energy-pkg/"))
        let resumed = try program.run("resume")
        #expect(resumed.errors.contains("is finished"))
    }

    @Test func `the same content is imported once`() throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.perf, to: "stat.csv")
        try program.write(Self.perf, to: "copy.csv")
        _ = try program.run("import", "stat.csv")
        let again = try program.run("import", "copy.csv")
        #expect(again.status == 0 && again.output.isEmpty)
        #expect(again.errors.contains("was imported before, as run"))
        #expect(try program.run("list").output.split(separator: "\n").count <= 3)
    }

    @Test(arguments: [
        (["nothing.csv"], Int32(66), "there is no such file"),
        (["odd.txt"], 65, "no format that can be imported"),
        (["stat.csv", "--format", "hyperfine"], 65, "no JSON of hyperfine"),
        (["stat.csv", "--suite", "a/b"], 64, "--suite"),
        (["stat.csv", "--format", "spreadsheet"], 64, "spreadsheet"),
        (["cut.csv"], 65, "cut.csv:1: the line has no end"),
        (["."], 65, "no format that can be imported"),
    ])
    func `what cannot be imported leaves no run`(
        arguments: [String],
        status: Int32,
        message: String
    ) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.perf, to: "stat.csv")
        try program.write("10.00,Joules,power/energy-pkg/,1,100.00,,", to: "cut.csv")
        try program.write("Dear all,\n", to: "odd.txt")
        let outcome = try program.finish(program.start(["import"] + arguments))
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(try program.run("list").status == 66)
    }

    @Test func `an imported trial is not played again`() throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.perf, to: "stat.csv")
        _ = try program.run("import", "stat.csv")
        let csv = try program.run("export", "--format", "csv", "--trials").output
        let id = csv.split(whereSeparator: \.isNewline).last?.split(separator: ",").dropFirst()
            .first
        let replay = try program.run("exec", "--replay", String(id ?? ""), "--", "true")
        #expect(replay.status != 0 && replay.errors.contains("was imported"))
    }
}
