internal import Experiment
public import Statistics

/// What is judged of a variant in one run beside the same variant in the first run.
public enum AcrossMetric: String, Sendable, Hashable, CaseIterable {
    case energy
    case time
    /// Energy, variant ÷ baseline, against that of the first run.
    case savedEnergy = "saved_energy"
    case savedTime = "saved_time"
    case energyToTarget = "energy_to_target"
    case timeToTarget = "time_to_target"
    case quality

    /// As tables and sentences name it.
    var words: String { rawValue.replacing("_", with: " ") }

    var isOfEnergy: Bool { [.energy, .savedEnergy, .energyToTarget].contains(self) }

    /// What a calibration's floor is looked for, and how many of its ratios it holds; `nil` for
    /// figures that none is known of.
    var noise: (metric: RatioMetric, ratios: Int)? {
        switch self {
        case .energy: (.energy, 1)
        case .time: (.time, 1)
        case .savedEnergy: (.energy, 2)
        case .savedTime: (.time, 2)
        case .energyToTarget, .timeToTarget, .quality: nil
        }
    }
}

/// How one figure stands to that of the first run, and what is to be said of it.
public struct AcrossFinding: Sendable, Hashable {
    public enum Standing: Sendable, Hashable {
        /// There is a figure, and it is judged.
        case judged
        /// There is a figure, but it does not mean that one run is better.
        case refused
        case missing
    }

    public var metric: AcrossMetric

    /// The run ÷ the first run; `nil` for quality and where there is none.
    public var ratio: WelchRatio?

    /// Of quality: the run − the first run, and what that was seen from.
    public var quality: QualityEvidence?

    /// What noise alone may make of the ratio; `nil` where it is not known.
    public var noise: NoiseLimit?

    /// How far the scales of two machines' sensors may be apart, as a share; `nil` where they are
    /// off alike, or that is not known.
    public var scale: Double?
    public var standing: Standing
    public var judgement: Judgement

    /// How the trials of both runs were made.
    var design = JudgedDesign.twoRuns

    /// A figure that waits for its verdict: that depends on all that the table asks.
    init(
        _ metric: AcrossMetric,
        ratio: WelchRatio? = nil,
        quality: QualityEvidence? = nil,
        noise: NoiseLimit? = nil,
        scale: Double? = nil
    ) {
        self.metric = metric
        self.ratio = ratio
        self.quality = quality
        self.noise = noise
        self.scale = scale
        standing = .judged
        judgement = Judgement(.inconclusive, because: "it is not judged")
    }

    static func missing(_ metric: AcrossMetric, _ reason: String, _ remedy: String?) -> Self {
        var finding = AcrossFinding(metric)
        finding.standing = .missing
        finding.judgement = Judgement(.inconclusive, because: reason, remedy: remedy)
        return finding
    }

    /// The same figure, of which no winner is named.
    func refused(because doubt: String, remedy: String) -> Self {
        var finding = self
        finding.standing = .refused
        finding.judgement = Judgement(.inconclusive, because: doubt, remedy: remedy)
        return finding
    }

    /// The p-value of its question; `nil` where nothing is asked of it.
    public var pValue: Double? { standing == .judged ? ratio?.pValue ?? quality?.pValue : nil }

    /// The ratio with its interval.
    var text: String? {
        ratio.map { NumberText.interval($0.ratio, lower: $0.lower, upper: $0.upper) }
    }
}
