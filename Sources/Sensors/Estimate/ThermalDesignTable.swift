/// Processors by the maker's name, with the threads of a package and its thermal design power.
///
/// Threads and watts as on the makers' specification pages (ark.intel.com, amd.com/en/products/specifications),
/// which CodeCarbon collected (`codecarbon/data/hardware/cpu_dataset_builder` and
/// `cpu_power.csv` at b05965e, MIT) and against which each line was checked. The threads of Xeons are twice
/// their cores. Where AMD gives two default values, the higher one.
package enum ThermalDesignTable {
    package typealias Row = (name: String, threads: Int, watts: Int)

    /// All rows.
    package static let rows: [Row] = xeonScalable + xeonE5 + core + epyc + ryzen
}

extension ThermalDesignTable {
    /// From Skylake to Granite Rapids.
    fileprivate static let xeonScalable: [Row] = [
        ("Gold 6130", 32, 125), ("Gold 6132", 28, 140), ("Gold 6148", 40, 150),
        ("Gold 6154", 36, 200), ("Platinum 8160", 48, 150), ("Platinum 8168", 48, 205),
        ("Platinum 8180", 56, 205), ("Silver 4110", 16, 85), ("Silver 4114", 20, 85),
        ("Silver 4208", 16, 85), ("Silver 4210", 20, 85), ("Silver 4214", 24, 85),
        ("Silver 4216", 32, 100), ("Gold 5218", 32, 125), ("Gold 5220", 36, 125),
        ("Gold 6226R", 32, 150), ("Gold 6230", 40, 125), ("Gold 6230R", 52, 150),
        ("Gold 6240", 36, 150), ("Gold 6242", 32, 150), ("Gold 6248", 40, 150),
        ("Gold 6248R", 48, 205), ("Gold 6252", 48, 150), ("Gold 6254", 36, 200),
        ("Platinum 8260", 48, 165), ("Platinum 8268", 48, 205), ("Platinum 8280", 56, 205),
        ("Silver 4309Y", 16, 105), ("Silver 4310", 24, 120), ("Silver 4314", 32, 135),
        ("Silver 4316", 40, 150), ("Gold 5317", 24, 150), ("Gold 6326", 32, 185),
        ("Gold 6330", 56, 205), ("Gold 6338", 64, 205), ("Gold 6342", 48, 230),
        ("Gold 6346", 32, 205), ("Gold 6348", 56, 235), ("Platinum 8352Y", 64, 205),
        ("Platinum 8358", 64, 250), ("Platinum 8360Y", 72, 250), ("Platinum 8368", 76, 270),
        ("Platinum 8380", 80, 270), ("Silver 4410Y", 24, 150), ("Silver 4416+", 40, 165),
        ("Gold 5418Y", 48, 185), ("Gold 6426Y", 32, 185), ("Gold 6430", 64, 270),
        ("Gold 6438Y+", 64, 205), ("Gold 6442Y", 48, 225), ("Gold 6448Y", 64, 225),
        ("Platinum 8462Y+", 64, 300), ("Platinum 8468", 96, 350), ("Platinum 8480+", 112, 350),
        ("Platinum 8490H", 120, 350), ("Gold 6530", 64, 270), ("Platinum 8568Y+", 96, 350),
        ("Platinum 8592+", 128, 350), ("E3-1240 v6", 8, 72), ("E3-1270 v6", 8, 72),
        ("E-2288G", 16, 95), ("W-2295", 36, 165), ("6767P", 128, 350), ("6787P", 172, 350),
        ("6960P", 144, 500), ("6980P", 256, 500),
    ]

    /// Haswell and Broadwell; E5-2686 v4 is not on ark.intel.com, its figure is CodeCarbon's.
    fileprivate static let xeonE5: [Row] = [
        ("E5-2620 v3", 12, 85), ("E5-2620 v4", 16, 85), ("E5-2630 v3", 16, 85),
        ("E5-2630 v4", 20, 85), ("E5-2640 v4", 20, 90), ("E5-2650 v3", 20, 105),
        ("E5-2650 v4", 24, 105), ("E5-2660 v3", 20, 105), ("E5-2660 v4", 28, 105),
        ("E5-2670 v3", 24, 120), ("E5-2680 v3", 24, 120), ("E5-2680 v4", 28, 120),
        ("E5-2686 v4", 36, 145), ("E5-2690 v3", 24, 135), ("E5-2690 v4", 28, 135),
        ("E5-2695 v4", 36, 120), ("E5-2697 v3", 28, 145), ("E5-2698 v4", 40, 135),
        ("E5-2699 v3", 36, 145), ("E5-2699 v4", 44, 145),
    ]

    /// Client processors.
    fileprivate static let core: [Row] = [
        ("i5-6500", 4, 65), ("i5-8500", 6, 65), ("i7-6700K", 8, 91), ("i7-7700K", 8, 91),
        ("i7-8700", 12, 65), ("i7-8700K", 12, 95), ("i7-9700K", 8, 95), ("i7-10700", 16, 65),
        ("i7-10700K", 16, 125), ("i7-11700K", 16, 125), ("i9-9900K", 16, 95),
        ("i9-10900K", 20, 125), ("i9-11900K", 16, 125), ("i9-13900K", 32, 125),
    ]

    /// From Naples to Turin.
    fileprivate static let epyc: [Row] = [
        ("EPYC 9965", 384, 500), ("EPYC 9845", 320, 390), ("EPYC 9825", 288, 390),
        ("EPYC 9755", 256, 500), ("EPYC 9745", 256, 400), ("EPYC 9655P", 192, 400),
        ("EPYC 9655", 192, 400), ("EPYC 9645", 192, 320), ("EPYC 9575F", 128, 400),
        ("EPYC 9565", 144, 400), ("EPYC 9555P", 128, 360), ("EPYC 9555", 128, 360),
        ("EPYC 9535", 128, 300), ("EPYC 9475F", 96, 400), ("EPYC 9455P", 96, 300),
        ("EPYC 9455", 96, 300), ("EPYC 9375F", 64, 320), ("EPYC 9365", 72, 300),
        ("EPYC 9355P", 64, 280), ("EPYC 9355", 64, 280), ("EPYC 9335", 64, 210),
        ("EPYC 9275F", 48, 320), ("EPYC 9255", 48, 200), ("EPYC 9175F", 32, 320),
        ("EPYC 9135", 32, 200), ("EPYC 9115", 32, 125), ("EPYC 9015", 16, 125),
        ("EPYC 9754", 256, 360), ("EPYC 9734", 224, 340), ("EPYC 9684X", 192, 400),
        ("EPYC 9654P", 192, 360), ("EPYC 9654", 192, 360), ("EPYC 9634", 168, 290),
        ("EPYC 9554P", 128, 360), ("EPYC 9554", 128, 360), ("EPYC 9534", 128, 280),
        ("EPYC 9474F", 96, 360), ("EPYC 9454P", 96, 290), ("EPYC 9454", 96, 290),
        ("EPYC 9384X", 64, 320), ("EPYC 9374F", 64, 320), ("EPYC 9354P", 64, 280),
        ("EPYC 9354", 64, 280), ("EPYC 9334", 64, 210), ("EPYC 9274F", 48, 320),
        ("EPYC 9254", 48, 200), ("EPYC 9224", 48, 200), ("EPYC 9184X", 32, 320),
        ("EPYC 9174F", 32, 320), ("EPYC 9124", 32, 200), ("EPYC 8534P", 128, 200),
        ("EPYC 8434P", 96, 200), ("EPYC 8324P", 64, 180), ("EPYC 8224P", 48, 160),
        ("EPYC 8124P", 32, 125), ("EPYC 8024P", 16, 90), ("EPYC 7203P", 16, 120),
        ("EPYC 7203", 16, 120), ("EPYC 7303P", 32, 130), ("EPYC 7303", 32, 130),
        ("EPYC 7643P", 96, 225), ("EPYC 7773X", 128, 280), ("EPYC 7763", 128, 280),
        ("EPYC 7713P", 128, 225), ("EPYC 7713", 128, 225), ("EPYC 7663", 112, 240),
        ("EPYC 7643", 96, 225), ("EPYC 7663P", 112, 240), ("EPYC 75F3", 64, 280),
        ("EPYC 7573X", 64, 280), ("EPYC 7543P", 64, 225), ("EPYC 7543", 64, 225),
        ("EPYC 7513", 64, 200), ("EPYC 74F3", 48, 240), ("EPYC 7473X", 48, 240),
        ("EPYC 7453", 56, 225), ("EPYC 7443P", 48, 200), ("EPYC 7443", 48, 200),
        ("EPYC 7413", 48, 180), ("EPYC 73F3", 32, 240), ("EPYC 7373X", 32, 240),
        ("EPYC 7343", 32, 190), ("EPYC 7313P", 32, 155), ("EPYC 7313", 32, 155),
        ("EPYC 72F3", 16, 180), ("EPYC 7F72", 48, 240), ("EPYC 7F52", 32, 240),
        ("EPYC 7F32", 16, 180), ("EPYC 7742", 128, 225), ("EPYC 7702P", 128, 200),
        ("EPYC 7702", 128, 200), ("EPYC 7662", 128, 225), ("EPYC 7642", 96, 225),
        ("EPYC 7552", 96, 200), ("EPYC 7542", 64, 225), ("EPYC 7532", 64, 200),
        ("EPYC 7502P", 64, 180), ("EPYC 7502", 64, 180), ("EPYC 7452", 64, 155),
        ("EPYC 7402P", 48, 180), ("EPYC 7402", 48, 180), ("EPYC 7352", 48, 155),
        ("EPYC 7302P", 32, 155), ("EPYC 7302", 32, 155), ("EPYC 7282", 32, 120),
        ("EPYC 7272", 24, 120), ("EPYC 7262", 16, 155), ("EPYC 7252", 16, 120),
        ("EPYC 7232P", 16, 120), ("EPYC 7601", 64, 180), ("EPYC 7551P", 64, 180),
        ("EPYC 7551", 64, 180), ("EPYC 7501", 64, 170), ("EPYC 7451", 48, 180),
        ("EPYC 7401P", 48, 170), ("EPYC 7401", 48, 170), ("EPYC 7371", 32, 200),
        ("EPYC 7351P", 32, 170), ("EPYC 7351", 32, 170), ("EPYC 7301", 32, 170),
        ("EPYC 7281", 32, 170), ("EPYC 7261", 16, 170), ("EPYC 7251", 16, 120),
    ]

    /// Desktop and workstation processors.
    fileprivate static let ryzen: [Row] = [
        ("Ryzen Threadripper PRO 9995WX", 192, 350), ("Ryzen Threadripper PRO 9985WX", 128, 350),
        ("Ryzen Threadripper PRO 9975WX", 64, 350), ("Ryzen Threadripper PRO 9965WX", 48, 350),
        ("Ryzen Threadripper PRO 9955WX", 32, 350), ("Ryzen Threadripper PRO 9945WX", 24, 350),
        ("Ryzen Threadripper 9980X", 128, 350), ("Ryzen Threadripper 9970X", 64, 350),
        ("Ryzen Threadripper 9960X", 48, 350), ("Ryzen 9 9950X3D", 32, 170),
        ("Ryzen 9 9950X", 32, 170), ("Ryzen 9 9900X3D", 24, 120), ("Ryzen 9 9900X", 24, 120),
        ("Ryzen 7 9800X3D", 16, 120), ("Ryzen 7 9700X", 16, 65), ("Ryzen 5 9600X", 12, 65),
        ("Ryzen 5 9600", 12, 65), ("Ryzen Threadripper PRO 7995WX", 192, 350),
        ("Ryzen Threadripper PRO 7985WX", 128, 350), ("Ryzen Threadripper PRO 7975WX", 64, 350),
        ("Ryzen Threadripper PRO 7965WX", 48, 350), ("Ryzen Threadripper PRO 7955WX", 32, 350),
        ("Ryzen Threadripper PRO 7945WX", 24, 350), ("Ryzen Threadripper 7980X", 128, 350),
        ("Ryzen Threadripper 7970X", 64, 350), ("Ryzen Threadripper 7960X", 48, 350),
        ("Ryzen 9 7950X3D", 32, 120), ("Ryzen 9 7950X", 32, 170), ("Ryzen 9 7900X3D", 24, 120),
        ("Ryzen 9 7900X", 24, 170), ("Ryzen 9 7900", 24, 65), ("Ryzen 7 7800X3D", 16, 120),
        ("Ryzen 7 7700X", 16, 105), ("Ryzen 7 7700", 16, 65), ("Ryzen 5 7600X3D", 12, 65),
        ("Ryzen 5 7600X", 12, 105), ("Ryzen 5 7600", 12, 65),
        ("Ryzen Threadripper PRO 5995WX", 128, 280), ("Ryzen Threadripper PRO 5975WX", 64, 280),
        ("Ryzen Threadripper PRO 5965WX", 48, 280), ("Ryzen Threadripper PRO 5955WX", 32, 280),
        ("Ryzen Threadripper PRO 5945WX", 24, 280), ("Ryzen 9 5950X", 32, 105),
        ("Ryzen 9 5900X", 24, 105), ("Ryzen 7 5800X3D", 16, 105), ("Ryzen 7 5800X", 16, 105),
        ("Ryzen 7 5700X3D", 16, 105), ("Ryzen 7 5700X", 16, 65), ("Ryzen 7 5700", 16, 65),
        ("Ryzen 5 5600X3D", 12, 105), ("Ryzen 5 5600X", 12, 65), ("Ryzen 5 5600", 12, 65),
        ("Ryzen 5 5500", 12, 65), ("Ryzen 5 4500", 12, 65),
        ("Ryzen Threadripper PRO 3995WX", 128, 280), ("Ryzen Threadripper PRO 3975WX", 64, 280),
        ("Ryzen Threadripper PRO 3955WX", 32, 280), ("Ryzen Threadripper PRO 3945WX", 24, 280),
        ("Ryzen Threadripper 3990X", 128, 280), ("Ryzen Threadripper 3970X", 64, 280),
        ("Ryzen Threadripper 3960X", 48, 280), ("Ryzen 9 3950X", 32, 105),
        ("Ryzen 9 3900X", 24, 105), ("Ryzen 7 3800X", 16, 105), ("Ryzen 7 3700X", 16, 65),
        ("Ryzen 5 3600X", 12, 95), ("Ryzen 5 3600", 12, 65),
        ("Ryzen Threadripper 2990WX", 64, 250), ("Ryzen Threadripper 2970WX", 48, 250),
        ("Ryzen Threadripper 2950X", 32, 180), ("Ryzen Threadripper 2920X", 24, 180),
        ("Ryzen 7 2700X", 16, 105), ("Ryzen 7 2700", 16, 65), ("Ryzen 5 2600X", 12, 95),
        ("Ryzen 5 2600", 12, 65), ("Ryzen 5 2500X", 8, 65), ("Ryzen Threadripper 1950X", 32, 180),
        ("Ryzen Threadripper 1920X", 24, 180), ("Ryzen Threadripper 1900X", 16, 180),
        ("Ryzen 7 1800X", 16, 95), ("Ryzen 7 1700X", 16, 95), ("Ryzen 5 1600X", 12, 95),
        ("Ryzen 5 1600", 12, 65), ("Ryzen 5 1500X", 8, 65), ("Ryzen 5 1400", 8, 65),
    ]
}
