// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "joulebench",
    products: [],
    targets: [
        // The nouns: no I/O.
        .target(name: "Units"),
        .target(name: "Randomness"),

        // The protocol between the harness and a workload.
        .target(name: "EventLog"),

        // Tests mirror the sources one to one.
        .testTarget(name: "UnitsTests", dependencies: ["Units"]),
        .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
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
