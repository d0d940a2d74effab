public import Experiment

/// Objects that more than one document has.
extension JSONNode {
    /// A machine.
    public static func host(_ host: Host) -> JSONNode {
        .object([
            "id": .text(host.id),
            "name": .text(host.name),
            "cpu_model": .text(host.cpuModel),
            "logical_cpus": host.logicalCPUs.map { .number(Double($0)) } ?? .null,
            "memory_bytes": host.memoryBytes.map { .number(Double($0)) } ?? .null,
            "kernel": .text(host.kernel),
            "operating_system": .text(host.operatingSystem),
            "architecture": .text(host.architecture),
            "hypervisor": host.hypervisor.map(JSONNode.text) ?? .null,
        ])
    }

    /// What became of the search for a sensor.
    public static func sensor(_ state: SensorState) -> JSONNode {
        .object([
            "sensor": .text(state.sensor),
            "covers": .text(state.covers),
            "availability": .text(state.availability.rawValue),
            "reason": .text(state.reason),
            "remedy": state.remedy.map(JSONNode.text) ?? .null,
            "is_simulated": .flag(state.isSimulated),
        ])
    }
}
