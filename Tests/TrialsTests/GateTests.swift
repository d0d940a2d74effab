import Experiment
import Sensors
import TestSupport
import Testing
import Units

@testable import Trials

@Suite struct GateTests {
    private func gate(
        _ machine: ScriptedMachine,
        _ conditions: TrialConditions = TrialConditions(),
        start: Temperature? = .celsius(40)
    ) -> Gate {
        Gate(conditions: conditions, start: start, instruments: machine)
    }

    @Test func `a quiet machine at its temperature is let through in 20 ms at the most`() throws {
        let machine = ScriptedMachine()
        let gate = gate(machine)
        for pause in [0, 5, 50] {
            gate.trialEnded()
            machine.advance(by: .milliseconds(pause))
            let record = try #require(gate.pass())
            #expect(record.load?.result == .held)
            #expect(record.load?.last == 0)
            #expect(record.heat?.result == .held)
            #expect(record.warnings.isEmpty)
            #expect(record.took <= .milliseconds(20))
            // The time since the last trial serves where it is long enough.
            #expect(pause < 50 || record.took == .zero)
        }
    }

    @Test func `a load that ends is waited for`() throws {
        let machine = ScriptedMachine()
        machine.load = { $0 < 3 ? 1.5 : 0 }
        let record = try #require(gate(machine).pass())
        let load = try #require(record.load)
        #expect(load.result == .waited)
        #expect(try #require(load.first) > 0.9)
        #expect(load.last == 0)
        #expect(load.waited >= .seconds(3) && load.waited < .seconds(4))
        #expect(record.warnings.isEmpty)
    }

    @Test func `a load that stays marks the trial with numbers when the time is over`() throws {
        let machine = ScriptedMachine()
        machine.load = { _ in 2 }
        let record = try #require(gate(machine).pass())
        #expect(record.load?.result == .ranOut)
        #expect(record.took >= .seconds(10) && record.took < .seconds(11))
        guard case .loadAboveLimit(let cpus, let limit, let waited) = record.warnings.first else {
            Issue.record("no warning: \(record.warnings)")
            return
        }
        #expect((1.9...2).contains(cpus))
        #expect(limit == 0.25)
        #expect(waited >= 10)
        let text = TrialWarning.condition(record.warnings[0]).explanation
        #expect(text.contains("limit 0.25") && text.contains("max_load"))
    }

    @Test func `a machine that is never quiet costs some waits and not one a trial`() throws {
        let machine = ScriptedMachine()
        machine.load = { _ in 2 }
        let gate = gate(machine)
        var took: [Double] = []
        for _ in 0..<50 {
            gate.trialEnded()
            let record = try #require(gate.pass())
            #expect(record.load?.result == .ranOut)
            #expect(record.warnings.count == 1)
            took.append(record.took.inSeconds)
        }
        #expect(took.prefix(Gate.patience).allSatisfy { $0 >= 10 })
        #expect(took.dropFirst(Gate.patience).allSatisfy { $0 <= 0.3 })
    }

    @Test func `a gate that gave up waits again once the machine has been quiet`() throws {
        let machine = ScriptedMachine()
        var isBusy = true
        machine.load = { _ in isBusy ? 2 : 0 }
        let gate = gate(machine)
        for _ in 0..<5 { _ = gate.pass() }
        isBusy = false
        gate.trialEnded()
        #expect(gate.pass()?.load?.result == .held)
        isBusy = true
        gate.trialEnded()
        machine.advance(by: .milliseconds(100))
        #expect(try #require(gate.pass()).took >= .seconds(10))
    }

    @Test func `an old look at the load says nothing of now`() throws {
        let machine = ScriptedMachine()
        // An hour of rest, and then a load that has just begun.
        machine.load = { $0 < 3600 ? 0 : 1 }
        let gate = gate(machine)
        machine.advance(by: .seconds(3601))
        #expect(try #require(gate.pass()).load?.result == .ranOut)
    }

    @Test func `a hot processor is left to cool to the edge of the band`() throws {
        let machine = ScriptedMachine()
        machine.degrees = { 70 - 2 * $0 }
        let record = try #require(gate(machine).pass())
        let heat = try #require(record.heat)
        #expect(heat.result == .waited)
        #expect(heat.first == .celsius(70))
        #expect(try #require(heat.last) <= .celsius(50))
        #expect(heat.cooled >= .seconds(10) && heat.cooled < .seconds(10.5))
        #expect(heat.burned == .zero)
        #expect(machine.burns == 0)
    }

    @Test func `a processor that stays hot marks the trial`() throws {
        let machine = ScriptedMachine()
        machine.degrees = { _ in 80 }
        let record = try #require(gate(machine).pass())
        #expect(record.heat?.result == .ranOut)
        #expect(
            record.warnings == [
                .temperatureOutsideBand(
                    celsius: 80,
                    startCelsius: 40,
                    bandCelsius: 10,
                    waitedSeconds: 60
                )
            ]
        )
        let text = TrialWarning.condition(record.warnings[0]).explanation
        #expect(text.contains("80 °C") && text.contains("40 ± 10 °C") && text.contains("cooling"))
    }

    @Test func `a cold processor is kept busy until it is as warm as at the start`() throws {
        let machine = ScriptedMachine()
        machine.degrees = { _ in 25 }
        machine.burnRate = 5
        let record = try #require(gate(machine).pass())
        let heat = try #require(record.heat)
        #expect(heat.result == .waited)
        #expect(heat.first == .celsius(25))
        #expect(try #require(heat.last) >= .celsius(40))
        #expect(heat.burned >= .seconds(3) && heat.burned < .seconds(3.5))
        #expect(!machine.isBurning)
        #expect(machine.burns == 1)
        #expect(record.load?.result == .held)
    }

    @Test func `a burn ends with its time, and marks the trial`() throws {
        let machine = ScriptedMachine()
        machine.degrees = { _ in 20 }
        let record = try #require(
            gate(machine, TrialConditions(temperatureWait: .seconds(7))).pass()
        )
        #expect(record.heat?.result == .ranOut)
        #expect(record.heat?.burned == .seconds(7))
        #expect(!machine.isBurning)
        #expect(
            TrialWarning.condition(record.warnings[0]).explanation.contains("7 s of warming up")
        )
    }

    @Test func `a machine without a thermometer has no condition of temperature`() throws {
        let machine = ScriptedMachine()
        machine.degrees = { _ in nil }
        let record = try #require(gate(machine, start: nil).pass())
        #expect(record.heat == nil)
        #expect(record.warnings.isEmpty)
    }

    @Test func `a thermometer and a load that cannot be read any more mark the trial`() throws {
        let machine = ScriptedMachine()
        machine.degrees = { _ in nil }
        machine.load = { _ in nil }
        let record = try #require(gate(machine).pass())
        #expect(record.heat?.result == .unread)
        #expect(record.load?.result == .unread)
        #expect(record.warnings.count == 2)
        #expect(record.took == .zero)
        machine.degrees = { _ in 41 }
        machine.load = { _ in 0 }
        #expect(try #require(gate(machine).pass()).warnings.isEmpty)
    }

    @Test func `the cool-down counts from the end of the trial before`() throws {
        let machine = ScriptedMachine()
        let gate = gate(machine, TrialConditions(cooldown: .seconds(30)))
        // Before the first trial there is nothing to rest from.
        #expect(try #require(gate.pass()).rested == .zero)
        gate.trialEnded()
        machine.advance(by: .seconds(4))
        #expect(try #require(gate.pass()).rested == .seconds(26))
        gate.trialEnded()
        machine.advance(by: .seconds(31))
        #expect(try #require(gate.pass()).rested == .zero)
    }

    @Test func `a cool-down without gates looks at nothing`() throws {
        let machine = ScriptedMachine()
        machine.load = { _ in 5 }
        machine.degrees = { _ in 90 }
        let gate = gate(machine, TrialConditions(gates: false, cooldown: .seconds(1)))
        gate.trialEnded()
        let record = try #require(gate.pass())
        #expect(record == GateRecord(rested: .seconds(1), took: .seconds(1)))
    }

    @Test(arguments: [0.1, 1, 5])
    func `a signal ends every wait at once`(moment: Double) throws {
        func check(_ change: (ScriptedMachine) -> Void, cooldown: Duration = .zero) {
            let machine = ScriptedMachine()
            change(machine)
            let gate = gate(machine, TrialConditions(cooldown: cooldown))
            gate.trialEnded()
            machine.signalAt = moment
            #expect(gate.pass() == nil)
            #expect(abs(machine.seconds - moment) < 0.001)
            #expect(!machine.isBurning)
        }
        check { $0.load = { _ in 2 } }
        check { $0.degrees = { _ in 80 } }
        check { $0.degrees = { _ in 10 } }
        check({ _ in }, cooldown: .seconds(60))
    }

    @Test func `what was waited for stands with the trial`() throws {
        let machine = ScriptedMachine()
        machine.load = { _ in 3 }
        let gate = gate(machine)
        let made = Trial.made(
            channels: [],
            readings: [],
            started: machine.now(),
            ended: machine.now()
        )
        let trial = try #require(gate.trial { made })
        #expect(trial.gate?.load?.result == .ranOut)
        #expect(trial.warnings == trial.gate?.warnings.map(TrialWarning.condition))
        #expect(trial.warnings.count == 1)
        machine.signalAt = machine.seconds + 1
        var wasMade = false
        let none = gate.trial {
            wasMade = true
            return made
        }
        #expect(none == nil && !wasMade)
    }

    @Test func `a wait is announced once, with what is waited for`() {
        let machine = ScriptedMachine()
        machine.load = { $0 < 70 ? 2 : 0 }
        machine.degrees = { _ in 75 }
        var waits: [Gate.Wait] = []
        let gate = Gate(
            conditions: TrialConditions(),
            start: .celsius(40),
            instruments: machine,
            willWait: { waits.append($0) }
        )
        _ = gate.pass()
        #expect(waits.count == 2)
        #expect(
            waits.first
                == .cooling(from: .celsius(75), to: .celsius(50), longest: .seconds(60))
        )
        guard case .load(let cpus, 0.25, .seconds(10)) = waits.last else {
            Issue.record("\(waits)")
            return
        }
        #expect(cpus > 1)
    }
}

@Suite struct MachineInstrumentsTests {
    @Test func `this machine's load is that of others and not our own`() throws {
        let machine = MachineInstruments(household: .guest)
        let first = try #require(machine.use())
        #expect(!machine.wait(until: first.instant + .milliseconds(20)))
        let second = try #require(machine.use())
        #expect(second.instant > first.instant)
        #expect(second.ownNanoseconds >= first.ownNanoseconds)
        #expect(second.foreignLoad(since: first) != nil)
        #expect(first.foreignLoad(since: second) == nil)
    }

    @Test func `a burn keeps CPUs busy and ends`() throws {
        let machine = MachineInstruments(household: .guest)
        let before = try #require(machine.use())
        machine.startBurn()
        // However loaded the machine is, threads that never wait get some time.
        while true {
            let now = try #require(machine.use())
            if now.ownNanoseconds - before.ownNanoseconds > 20_000_000 { break }
            _ = machine.wait(until: machine.now() + .milliseconds(5))
        }
        machine.stopBurn()
        machine.stopBurn()
    }

    @Test func `one tick of the kernel's accounting is no load`() {
        func use(_ milliseconds: UInt64, busy: UInt64, own: UInt64) -> CPUUse {
            CPUUse(
                instant: MonotonicInstant(nanoseconds: Int64(milliseconds) * 1_000_000),
                busyNanoseconds: busy * 1_000_000,
                ownNanoseconds: own * 1_000_000
            )
        }
        let start = use(0, busy: 100, own: 50)
        #expect(use(20, busy: 110, own: 50).foreignLoad(since: start) == 0)
        #expect(use(100, busy: 210, own: 50).foreignLoad(since: start) == 1)
        #expect(use(100, busy: 210, own: 150).foreignLoad(since: start) == 0)
        #expect(use(0, busy: 110, own: 50).foreignLoad(since: start) == nil)
        #expect(use(10, busy: 90, own: 50).foreignLoad(since: start) == nil)
    }
}
