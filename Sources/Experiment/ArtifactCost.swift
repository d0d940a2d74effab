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

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        origin = try fields.decodeIfPresent(Origin.self, forKey: .origin)
        guard let joules = try fields.decodeIfPresent(Double.self, forKey: .joules) else {
            energy = .missing(reason: try fields.decode(String.self, forKey: .missingReason))
            return
        }
        func part(_ key: CodingKeys) throws -> Energy {
            .joules(try fields.decode(Double.self, forKey: key))
        }
        energy = .known(
            Figure(
                value: .joules(joules),
                budget: UncertaintyBudget(
                    edges: try part(.edges),
                    resolution: try part(.resolution),
                    sampling: try part(.sampling),
                    accuracy: try part(.accuracy),
                    isAccuracyStated: try fields.decode(Bool.self, forKey: .isAccuracyStated)
                ),
                provenance: try fields.decode(Provenance.self, forKey: .provenance),
                scope: try fields.decode(String.self, forKey: .scope)
            )
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
