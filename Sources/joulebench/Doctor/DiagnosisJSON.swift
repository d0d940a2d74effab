import Experiment
import Reports
import Sensors
import Trials
import Units

/// A diagnosis as a program reads it; `results/README.md` documents the keys.
struct DiagnosisJSON {
    /// New keys may come within a version, none changes its meaning.
    static let formatVersion = 1

    var diagnosis: Diagnosis

    var node: JSONNode {
        .object([
            "format": .text("joulebench-doctor"),
            "format_version": .number(Double(Self.formatVersion)),
            "harness_version": .text(Version.current),
            "host": .host(diagnosis.host),
            "sensors": .array(diagnosis.sensors.map(JSONNode.sensor)),
            "channels": .array(diagnosis.channels.map(channel)),
            "environment": .array(diagnosis.environment.map(check)),
            "overhead": diagnosis.overhead.map(overhead) ?? .null,
            "energy": .object([
                "source": .text(diagnosis.energySource.rawValue),
                "domains": .array(diagnosis.scope.map { .text($0.rawValue) }),
                "estimate_basis": optional(diagnosis.estimateModel?.basis),
            ]),
            "verdict": .text(diagnosis.verdict),
            "next_step": .text(diagnosis.nextStep),
            "is_well": .flag(diagnosis.isWell),
        ])
    }

    private func optional(_ text: String?) -> JSONNode { text.map(JSONNode.text) ?? .null }

    private func channel(_ channel: Channel) -> JSONNode {
        .object([
            "name": .text(channel.name),
            "sensor": .text(channel.sensor),
            "interface": .text(channel.interface),
            "quantity": .text(channel.quantity.rawValue),
            "domain": .text(channel.domain.rawValue),
            "device": optional(channel.device),
            "is_simulated": .flag(channel.isSimulated),
        ])
    }

    private func check(_ check: EnvironmentCheck) -> JSONNode {
        .object([
            "name": .text(check.name),
            "verdict": .text(check.verdict.rawValue),
            "found": .text(check.found),
            "remedy": optional(check.remedy),
        ])
    }

    private func overhead(_ cost: SamplingCost) -> JSONNode {
        .object([
            "interval_seconds": .number(cost.interval.inSeconds),
            "duration_seconds": .number(cost.duration.inSeconds),
            "samples": .number(Double(cost.samples)),
            "cpu_seconds": cost.cpuTime.map { .number($0.inSeconds) } ?? .null,
            "share_of_one_core": cost.shareOfOneCore.map(JSONNode.number) ?? .null,
            "wake_ups": cost.wakeUps.map { .number(Double($0)) } ?? .null,
            "sensors": .array(
                cost.sensors.map { sensor in
                    .object([
                        "sensor": .text(sensor.sensor),
                        "samples": .number(Double(sensor.samples)),
                        "mean_seconds": .number(sensor.meanTime.inSeconds),
                        "longest_read_seconds": .number(sensor.longestRead.inSeconds),
                        "failed_readings": .number(Double(sensor.failedReadings)),
                    ])
                }
            ),
        ])
    }
}
