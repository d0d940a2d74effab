/// A reference that stays what it is: the commands of a suite's variants with the files that they
/// need, to be run beside tonight's.
public struct Pin: Sendable, Hashable {
    /// A UUID; its first 8 digits name it.
    public var id: String
    public var suite: String
    public var createdAtMilliseconds: Int64

    /// The folder that keeps what was copied or built.
    public var folder: String

    /// The version of the project that it is of; `nil` where it is not known.
    public var version: String?

    /// How it is built anew where its folder is gone; `nil` where nothing is built.
    public var build: Build?
    public var variants: [PinnedVariant]
    public var note: String?

    /// A commit and how a program is made of it.
    public struct Build: Sendable, Hashable, Codable {
        /// The repository's folder.
        public var repository: String
        public var commit: String

        /// For `sh -c`, in the commit's tree.
        public var command: String

        public init(repository: String, commit: String, command: String) {
            self.repository = repository
            self.commit = commit
            self.command = command
        }
    }

    public init(
        id: String,
        suite: String,
        createdAtMilliseconds: Int64,
        folder: String,
        version: String?,
        build: Build? = nil,
        variants: [PinnedVariant],
        note: String? = nil
    ) {
        self.id = id
        self.suite = suite
        self.createdAtMilliseconds = createdAtMilliseconds
        self.folder = folder
        self.version = version
        self.build = build
        self.variants = variants
        self.note = note
    }

    public var name: String { String(id.prefix(8)) }
}

/// One variant as it was when it was pinned.
public struct PinnedVariant: Sendable, Hashable {
    public var comparison: String
    public var variant: String

    /// With the copies' paths, and artifacts as folders of the pin.
    public var command: Command

    /// The SHA-256 of the programs and files that it names, by path: they must stay what they are.
    public var files: [String: String]

    /// What the suite said of the variant when it was pinned (`Variant.definitionDigest`): beside
    /// another definition there is no ratio.
    public var definition: String

    public init(
        comparison: String,
        variant: String,
        command: Command,
        files: [String: String],
        definition: String
    ) {
        self.comparison = comparison
        self.variant = variant
        self.command = command
        self.files = files
        self.definition = definition
    }
}
