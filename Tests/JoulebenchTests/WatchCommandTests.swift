import Experiment
import Foundation
import Testing
import Units

@testable import joulebench

@Suite struct WatchCommandTests {
    private func withProgram(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try body(program)
    }

    @Test func `outside a terminal each interval is a row, and the summary is talk`() throws {
        try withProgram { program in
            let watch = try program.run(
                "watch",
                "--simulate-power",
                "40",
                "--interval",
                "0.2",
                "--count",
                "3"
            )
            #expect(watch.status == 0, "\(watch.errors)")
            let rows = watch.output.split(separator: "\n")
            #expect(rows.count == 4)
            #expect(
                rows[0] == "seconds,\"rapl/package-0 (W, SIMULATED)\","
                    + "\"rapl/package-0/dram (W, SIMULATED)\",\"total (W, SIMULATED)\""
            )
            for row in rows.dropFirst() {
                let cells = row.split(separator: ",").compactMap { Double($0) }
                #expect(cells.count == 4)
                #expect(abs(cells[3] - 40) < 1, "\(row)")
            }
            #expect(watch.errors.contains("SIMULATED, no measurement: power over"))
        }
    }

    @Test func `an interrupt ends it with the summary and is no error`() throws {
        try withProgram { program in
            let process = try program.start(["watch", "--simulate-power", "9", "--interval", "0.1"])
            while try program.read("out").split(separator: "\n").count < 3, process.isRunning {
                usleep(10_000)
            }
            kill(process.processIdentifier, SIGINT)
            let outcome = try program.finish(process)
            #expect(outcome.status == 0)
            #expect(outcome.errors.contains("total"))
        }
    }

    @Test func `a reader that has gone ends it`() throws {
        try withProgram { program in
            let command =
                "\(Program.executable) watch --simulate-power 9 --interval 0.05 2>err.txt "
                + "| head -n 2"
            let outcome = try program.finish(program.start(["-c", command], through: ["bash"]))
            #expect(outcome.output.split(separator: "\n").count == 2)
        }
    }

    @Test func `without a counter it says why and what to do`() throws {
        try withProgram { program in
            let watch = try program.run("watch", "--rapl", "none", "--nvidia", "none")
            #expect(watch.status == 69)
            #expect(watch.errors.contains("There is no energy counter to watch."))
            #expect(watch.errors.contains("rapl is absent: not read: turned off"))
            #expect(watch.errors.contains("joulebench doctor"))
            #expect(watch.output.isEmpty)
        }
    }

    @Test func `a board that falls silent takes the total with it and is named`() throws {
        try withProgram { program in
            let stream = """
                for i in 1 2 3 4 5; do row A; row B; sleep 0.1; done
                while :; do row A; sleep 0.1; done
                """
            let watch = try program.run(
                [
                    "watch", "--rapl", "none", "--nvidia-smi", "./nvidia-smi", "--interval", "0.2",
                    "--seconds", "3",
                ],
                nvidiaSMI: FakeSMI.script(stream: stream)
            )
            #expect(watch.status == 69, "\(watch.errors)")
            let total = try #require(
                watch.errors.split(separator: "\n").first { $0.hasPrefix("total") }
            )
            #expect(!total.contains(" J"), "\(watch.errors)")
            #expect(
                watch.errors.contains("TROUBLE nvidia/\(FakeSMI.boards[1])/power: nvidia-smi gave")
            )
            #expect(watch.errors.contains("so there is no total."))
        }
    }

    @Test(
        .enabled(if: Surroundings.lacksNVML, "with NVIDIA's own library the program is not asked")
    )
    func `a sensor that is refused is said at the beginning and at the end`() throws {
        try withProgram { program in
            let broken = "#!/bin/sh\necho 'Insufficient permissions'; exit 4\n"
            let watch = try program.run(
                ["watch", "--simulate-power", "9", "--interval", "0.1", "--count", "2"],
                nvidiaSMI: broken
            )
            #expect(watch.errors.contains("SIMULATED rapl:"))
            #expect(watch.errors.contains("REFUSED nvidia:"), "\(watch.errors)")
            #expect(watch.errors.contains("LEFT OUT nvidia, which is refused:"))
            #expect(!watch.output.contains("REFUSED"))
        }
    }

    @Test(arguments: [
        ["watch", "--interval", "0"], ["watch", "--count", "0"], ["watch", "--seconds", "-1"],
    ])
    func `a wrong command line is told what is wrong`(arguments: [String]) throws {
        try withProgram { program in
            let outcome = try program.finish(program.start(arguments))
            #expect(outcome.status == 64)
        }
    }

    private func channel(
        _ name: String,
        _ quantity: Channel.Quantity,
        _ domain: Channel.Domain,
        device: String? = nil
    ) -> Channel {
        Channel(
            name: name,
            sensor: "s",
            interface: "i",
            quantity: quantity,
            behaviour: quantity == .powerMilliwatts ? .gauge : .counter(wrapsAt: nil),
            domain: domain,
            device: device
        )
    }

    private func reading(_ channel: Int, _ seconds: Int64, _ value: UInt64) -> Reading {
        let instant = MonotonicInstant(nanoseconds: seconds * 1_000_000_000)
        return Reading(channel: channel, before: instant, after: instant, outcome: .value(value))
    }

    @Test func `a board is watched once, and what overlaps is not in the total`() {
        var watch = PowerWatch(channels: [
            channel("p", .energyMicrojoules, .package), channel("c", .energyMicrojoules, .core),
            channel("g/energy", .energyMillijoules, .gpu, device: "A"),
            channel("g/power", .powerMilliwatts, .gpu, device: "A"),
            channel("h/power", .powerMilliwatts, .gpu, device: "B"),
            channel("h/instant", .powerMilliwatts, .gpu, device: "B"),
            channel("t", .cpuTimeNanoseconds, .processTree),
        ])
        #expect(watch.tracks.map(\.channel.name) == ["p", "c", "g/energy", "h/power"])
        watch.take((0..<7).map { reading($0, 0, 5000) }, elapsed: .zero)
        #expect(watch.totalPower == nil)
        watch.take(
            [
                reading(0, 1, 10_005_000), reading(1, 1, 4_005_000), reading(2, 1, 105_000),
                reading(3, 1, 7), reading(4, 1, 5000),
            ],
            elapsed: .seconds(1)
        )
        #expect(watch.totalPower == .watts(10 + 100 + 5))
        #expect(watch.totalEnergy == .joules(10 + 100 + 5))
        let screen = WatchText.screen(watch, usesColour: false).joined(separator: "\n")
        #expect(screen.contains("115.00 W"))
        #expect(screen.contains("integrated"))
        #expect(!screen.contains("SIMULATED"))
        // A domain that cannot be told leaves the total open.
        watch.take([reading(0, 2, 20_005_000)], elapsed: .seconds(2))
        #expect(watch.totalPower == nil)
        #expect(WatchText.line(watch) == "2.000,10.000,,,,")
    }

    @Test func `parts that cover different times are not added up`() {
        var watch = PowerWatch(channels: [
            channel("p", .energyMicrojoules, .package),
            channel("g/power", .powerMilliwatts, .gpu, device: "A"),
            channel("o/power", .powerMilliwatts, .otherGPU, device: "B"),
        ])
        for second in Int64(0)...10 {
            var readings = [reading(0, second, UInt64(second) * 1_000_000)]
            if second <= 5 { readings.append(reading(1, second, 50_000)) }
            if second <= 2 { readings.append(reading(2, second, 50_000)) }
            watch.take(readings, elapsed: .seconds(second))
            #expect((watch.totalEnergy != nil) == (1...5).contains(second), "\(second) s")
        }
        #expect(watch.isBroken)
        #expect(
            watch.troubles == [
                "g/power: it gave nothing new; 5.0 of 10.0 s are covered, so there is no total.",
                "o/power: it gave nothing new; 2.0 of 10.0 s are covered.",
            ]
        )
        let summary = WatchText.summary(watch, usesColour: false)
        #expect(summary.contains { $0.hasPrefix("g/power") && $0.contains(" 5.0 s ") })
    }

    @Test func `the curve has a place for what is not known`() {
        #expect(PowerWatch.curve([.watts(8), nil, .watts(1), .watts(0), .watts(4)]) == "█ ▁▁▄")
        #expect(PowerWatch.curve([.watts(0)]) == "▁")
        #expect(PowerWatch.curve([]) == "")
    }

    @Test func `lines are cut to the terminal without their styles`() {
        #expect(LiveScreen.cut("abcdef", to: 4) == "abcd")
        #expect(LiveScreen.cut("\u{1B}[1mabc\u{1B}[0m", to: 3) == "\u{1B}[1mabc\u{1B}[0m")
        #expect(LiveScreen.cut("\u{1B}[1mabcd\u{1B}[0m", to: 2) == "\u{1B}[1mab\u{1B}[0m")
    }
}
