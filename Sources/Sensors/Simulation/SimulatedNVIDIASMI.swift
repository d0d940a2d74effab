public import Units

/// What a simulated `nvidia-smi` prints: one board with a constant power.
///
/// The program around it stands for `nvidia-smi` in the child, so that a simulation goes the way of
/// real boards: the program, its pipe, its lines and their parser.
public struct SimulatedNVIDIASMI: Sendable {
    private let power: Power

    public init(power: Power) { self.power = power }

    /// The board's UUID, which no real board has.
    static let uuid = "GPU-5123a7ed-0000-0000-0000-000000000000"

    private var values: [(name: String, value: String)] {
        let watts = Self.decimal(power.watts)
        return [
            ("index", "0"),
            ("uuid", Self.uuid),
            ("name", "Simulated GPU"),
            ("driver_version", "0.0"),
            ("compute_cap", "9.0"),
            ("mig.mode.current", "[N/A]"),
            ("power.draw", watts),
            ("power.draw.instant", watts),
            ("memory.used", "1024"),
            ("clocks.current.sm", "1000"),
            ("temperature.gpu", "50"),
            ("utilization.gpu", "100"),
            ("clocks_event_reasons.active", "0x0000000000000000"),
        ]
    }

    /// The text of `--help-query-gpu`.
    public var help: String {
        values.map { "\"\($0.name)\"\nSimulated.\n" }.joined(separator: "\n")
    }

    /// The line of a query, or what `nvidia-smi` says of a field that it does not know.
    ///
    /// - Parameter fields: their names, separated by commas.
    /// - Returns: the line without its end.
    public func line(_ fields: String) -> Result<String, UnknownField> {
        var cells: [String] = []
        for field in fields.split(separator: ",", omittingEmptySubsequences: false) {
            guard let value = values.first(where: { $0.name == field })?.value else {
                return .failure(UnknownField(name: String(field)))
            }
            cells.append(value)
        }
        return .success(cells.joined(separator: ", "))
    }

    /// A field that is not simulated.
    public struct UnknownField: Error, CustomStringConvertible {
        var name: String

        public var description: String {
            "Field \"\(name)\" is not a valid field to query.\n"
        }
    }

    /// With two digits after the point, as `nvidia-smi` has it.
    private static func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
