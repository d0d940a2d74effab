// swift-tools-version: 6.1
import PackageDescription

// Third-party packages, each imported by exactly one target and pinned to an exact version.
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "joulebench",
    products: [],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // The nouns: no I/O.
        .target(name: "Units"),
        .target(name: "Randomness"),
        .target(name: "Experiment", dependencies: ["Units", "Randomness", crypto]),
        .target(name: "Suites", dependencies: ["Experiment", yams]),
        .target(name: "Statistics", dependencies: ["Units"]),

        // The protocol between the harness and a workload.
        .target(name: "EventLog"),

        // Tests mirror the sources one to one.
        .testTarget(name: "UnitsTests", dependencies: ["Units"]),
        .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
        .testTarget(
            name: "ExperimentTests",
            dependencies: ["Experiment", "Units", "Randomness"]
        ),
        .testTarget(name: "SuitesTests", dependencies: ["Suites", "Experiment", "Randomness"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics", "Units", "Randomness"]),
        .testTarget(name: "EventLogTests", dependencies: ["EventLog"]),
    ],
    swiftLanguageModes: [.v6]
)

// One place for the language settings of every Swift target.
for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ]
}
