// swift-tools-version: 6.1
import PackageDescription

// Third-party packages, each imported by exactly one target and pinned to an exact version.
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "joulebench",
    products: [],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2")
    ],
    targets: [
        // The nouns: no I/O.
        .target(name: "Units"),
        .target(name: "Randomness"),
        .target(name: "Experiment", dependencies: ["Units", "Randomness", crypto]),

        // The protocol between the harness and a workload.
        .target(name: "EventLog"),

        // What can be read on this machine.
        .target(name: "Sensors", dependencies: ["Experiment", "Units"]),

        // What tests share; no product links it.
        .target(
            name: "TestSupport",
            dependencies: ["Sensors", "Experiment", "Units", "Randomness"]
        ),

        // Tests mirror the sources one to one.
        .testTarget(name: "UnitsTests", dependencies: ["Units"]),
        .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
        .testTarget(
            name: "ExperimentTests",
            dependencies: ["Experiment", "Units", "Randomness"]
        ),
        .testTarget(name: "EventLogTests", dependencies: ["EventLog"]),
        .testTarget(
            name: "SensorsTests",
            dependencies: ["Sensors", "TestSupport", "Experiment", "Units", "Randomness"]
        ),
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
