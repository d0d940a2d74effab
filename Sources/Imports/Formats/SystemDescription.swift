internal import Foundation

extension HostWords {
    /// The machine as an MLPerf system description (`systems/*.json`) names it; nothing without one.
    ///
    /// - Throws: `ImportError` where it is no JSON object.
    init(_ system: SourceFile?) throws(ImportError) {
        guard let system else { return }
        let content = try? JSONSerialization.jsonObject(with: Data(system.content))
        guard let fields = content as? [String: Any] else {
            throw system.mistake("it is no JSON object that describes a system")
        }
        func text(_ key: String, in fields: [String: Any]) -> String? {
            (fields[key] as? String).flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed }
        }
        name = text("system_name", in: fields)
        cpuModel = text("host_processor_model_name", in: fields)
        operatingSystem = text("operating_system", in: fields)
        kernel = (fields["other_software_stack"] as? [String: Any]).flatMap {
            text("kernel_version", in: $0)
        }
    }
}
