public import Units

/// What making an artifact cost, once: its energy, and where and when it was made.
///
/// Kept with the artifact, so that a run that finds it made shows the same cost.
public struct ArtifactCost: Sendable, Hashable {
    /// Where and when an artifact was made, and by what.
    public struct Origin: Sendable, Hashable, Codable {
        public var hostID: String
        public var hostName: String

        /// Since 1970.
        public var atMilliseconds: Int64
        public var harnessVersion: String

        public init(
            hostID: String,
            hostName: String,
            atMilliseconds: Int64,
            harnessVersion: String
        ) {
            self.hostID = hostID
            self.hostName = hostName
            self.atMilliseconds = atMilliseconds
            self.harnessVersion = harnessVersion
        }
    }

    /// Of the step's processes from their start to their end, loading included; without the
    /// artifacts that it used.
    public var energy: Finding<Energy>

    /// `nil` where it was not kept.
    public var origin: Origin?

    public init(energy: Finding<Energy>, origin: Origin?) {
        self.energy = energy
        self.origin = origin
    }

    /// Of an artifact whose note says nothing of it.
    public static let unknown = ArtifactCost(
        energy: .missing(
            reason: "it was made before joulebench measured prepare steps; delete its folder to "
                + "have it made anew"
        ),
        origin: nil
    )
}

extension ArtifactCost: Codable {
    enum CodingKeys: String, CodingKey {
        case joules
        case edges
        case resolution
        case sampling
        case accuracy
        case isAccuracyStated
        case provenance
        case scope
        case missingReason
        case origin
    }

    /// A cost as it was kept, without its energy where what was kept can be none.
    ///
    /// The reason is said then: what was made is worth having all the same.
    ///
    /// - Throws: `DecodingError` where it is not a cost at all.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        origin = try fields.decodeIfPresent(Origin.self, forKey: .origin)
        if let reason = try fields.decodeIfPresent(String.self, forKey: .missingReason) {
            energy = .missing(reason: reason)
            return
        }
        var unbelievable: [String] = []
        func part(_ key: CodingKeys) -> Energy {
            guard let joules = try? fields.decode(Double.self, forKey: key),
                joules.isFinite, joules >= 0
            else {
                unbelievable.append(key.stringValue)
                return .zero
            }
            return .joules(joules)
        }
        let value = part(.joules)
        let budget = UncertaintyBudget(
            edges: part(.edges),
            resolution: part(.resolution),
            sampling: part(.sampling),
            accuracy: part(.accuracy),
            isAccuracyStated: try fields.decode(Bool.self, forKey: .isAccuracyStated)
        )
        let figure = Figure(
            value: value,
            budget: budget,
            provenance: try fields.decode(Provenance.self, forKey: .provenance),
            scope: try fields.decode(String.self, forKey: .scope)
        )
        energy =
            unbelievable.isEmpty
            ? .known(figure)
            : .missing(
                reason: "what its note (artifact.json) gives for "
                    + "\(unbelievable.joined(separator: ", ")) is no number of 0 or more; delete its "
                    + "folder to have it made and measured anew"
            )
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(origin, forKey: .origin)
        switch energy {
        case .missing(let reason): try fields.encode(reason, forKey: .missingReason)
        case .known(let figure):
            let budget = figure.budget ?? UncertaintyBudget()
            try fields.encode(figure.value.joules, forKey: .joules)
            try fields.encode(budget.edges.joules, forKey: .edges)
            try fields.encode(budget.resolution.joules, forKey: .resolution)
            try fields.encode(budget.sampling.joules, forKey: .sampling)
            try fields.encode(budget.accuracy.joules, forKey: .accuracy)
            try fields.encode(budget.isAccuracyStated, forKey: .isAccuracyStated)
            try fields.encode(figure.provenance, forKey: .provenance)
            try fields.encode(figure.scope, forKey: .scope)
        }
    }
}
