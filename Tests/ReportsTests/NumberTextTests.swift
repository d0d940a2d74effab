import Testing

@testable import Reports

@Suite struct NumberTextTests {
    @Test(arguments: [
        (0.000_412_34, 0.000_001_2, "412.3 ± 1.2 µJ"),
        (41.2345, 0.012, "41.234 ± 0.012 J"),
        (0, 0.5, "0 ± 500 mJ"),
        (1234.5, 40, "1.234 ± 0.040 kJ"),
        (5, 0, "5.000 ± 0.000 J"),
    ])
    func `a quantity has the digits that its interval supports`(
        value: Double,
        halfWidth: Double,
        text: String
    ) {
        #expect(NumberText.quantity(value, plusMinus: halfWidth, unit: "J") == text)
    }

    @Test(arguments: [
        (0.000_000_000_412, "412 pJ"), (1e-15, "0.00100 pJ"), (999.9, "1000 J"), (0, "0 J"),
        (2_123_456, "2.12 MJ"), (4.2e20, "420000 PJ"), (.nan, "nan J"),
    ])
    func `without an interval there are three digits`(value: Double, text: String) {
        #expect(NumberText.quantity(value, plusMinus: nil, unit: "J") == text)
    }

    @Test func `what is too small or large for prefixes has an exponent`() {
        #expect(NumberText.quantity(1.234e-306, plusMinus: nil, unit: "J") == "1.23e-306 J")
        #expect(
            NumberText.quantity(1e300, plusMinus: 2.5e298, unit: "J") == "1.00e+300 ± 2.50e+298 J"
        )
        #expect(NumberText.significant(-1e308, digits: 3) == "-1.00e+308")
        #expect(NumberText.significant(1e21, digits: 3) == "1000000000000000000000")
        #expect(
            NumberText.interval(2e-20, lower: 1e-20, upper: 4e-20)
                == "2.00e-20 [1.00e-20, 4.00e-20]"
        )
        #expect(NumberText.quantity(0, plusMinus: 0, unit: "J") == "0.000 ± 0.000 J")
    }

    @Test func `intervals, shares, points and sizes`() {
        #expect(
            NumberText.interval(0.41234, lower: 0.405, upper: 0.419) == "0.4123 [0.4050, 0.4190]"
        )
        #expect(NumberText.interval(0.5, lower: nil, upper: nil) == "0.500")
        #expect(NumberText.percent(0.89514) == "89.51 %")
        #expect(NumberText.points(-0.0123, lower: -0.02, upper: 0.001) == "−1.23 [−2.00, +0.10] pt")
        #expect(NumberText.points(0, lower: 0, upper: 0) == "0.00 pt")
        #expect(NumberText.bytes(2_202_010) == "2.10 MiB")
        #expect(NumberText.bytes(512) == "512 B")
    }
}
