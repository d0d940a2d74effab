/// Where a run comes from that another program measured.
public struct RunImport: Sendable, Hashable {
    /// A file as it was read.
    public struct File: Sendable, Hashable {
        public var path: String
        public var bytes: Int64

        /// SHA-256 of its content.
        public var digest: String

        public init(path: String, bytes: Int64, digest: String) {
            self.path = path
            self.bytes = bytes
            self.digest = digest
        }
    }

    /// The name of the format: "mlperf-inference".
    public var format: String

    /// The format and how its energies came about, in words.
    public var method: String

    /// What results of the format are multiplied by at the end: MLPerf Training's factor for runs
    /// that converged faster than the reference; 1 otherwise.
    public var scalingFactor: Double
    public var files: [File]

    /// SHA-256 over the format and the contents of all files, in order: the same import twice.
    public var digest: String

    /// When the first of it was recorded, as the files say it, in milliseconds since 1970; `nil`
    /// where they say nothing: the run's own time is that of the import.
    public var recordedAtMilliseconds: Int64?

    public init(
        format: String,
        method: String,
        scalingFactor: Double = 1,
        files: [File],
        digest: String,
        recordedAtMilliseconds: Int64? = nil
    ) {
        self.format = format
        self.method = method
        self.scalingFactor = scalingFactor
        self.files = files
        self.digest = digest
        self.recordedAtMilliseconds = recordedAtMilliseconds
    }
}
