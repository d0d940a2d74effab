extension CountryIntensity {
    /// Two and three letters of ISO 3166, year, g CO2e/kWh and name of each country; without those
    /// that the source has no figure above 0 of a year from 2020 on for.
    static let table = """
        AW ABW 2022 561.224 Aruba
        AF AFG 2022 132.53 Afghanistan
        AO AGO 2022 174.734 Angola
        AL ALB 2022 24.286 Albania
        AE ARE 2022 561.135 United Arab Emirates
        AR ARG 2023 354.103 Argentina
        AM ARM 2022 264.538 Armenia
        AS ASM 2022 611.111 American Samoa
        AG ATG 2022 611.111 Antigua and Barbuda
        AU AUS 2023 548.692 Australia
        AT AUT 2023 110.812 Austria
        AZ AZE 2022 671.389 Azerbaijan
        BI BDI 2022 250.0 Burundi
        BE BEL 2023 138.107 Belgium
        BJ BEN 2022 584.071 Benin
        BF BFA 2022 467.533 Burkina Faso
        BD BGD 2023 691.411 Bangladesh
        BG BGR 2023 335.334 Bulgaria
        BH BHR 2022 904.615 Bahrain
        BS BHS 2022 660.099 Bahamas
        BA BIH 2023 600.0 Bosnia and Herzegovina
        BY BLR 2022 441.74 Belarus
        BZ BLZ 2022 225.806 Belize
        BM BMU 2022 650.794 Bermuda
        BO BOL 2023 531.687 Bolivia
        BR BRA 2023 98.348 Brazil
        BB BRB 2022 605.505 Barbados
        BN BRN 2022 893.913 Brunei
        BT BTN 2022 23.333 Bhutan
        BW BWA 2022 847.909 Botswana
        CA CAN 2023 170.043 Canada
        CH CHE 2023 34.843 Switzerland
        CL CHL 2023 291.113 Chile
        CN CHN 2023 582.317 China
        CI CIV 2022 393.885 Cote d'Ivoire
        CM CMR 2022 305.419 Cameroon
        CD COD 2022 24.457 Democratic Republic of Congo
        CG COG 2022 700.0 Congo
        CK COK 2022 250.0 Cook Islands
        CO COL 2023 259.511 Colombia
        KM COM 2022 642.857 Comoros
        CV CPV 2022 558.14 Cape Verde
        CR CRI 2023 53.378 Costa Rica
        CU CUB 2022 637.61 Cuba
        KY CYM 2022 642.857 Cayman Islands
        CY CYP 2023 534.323 Cyprus
        CZ CZE 2023 449.724 Czechia
        DE DEU 2023 380.95 Germany
        DJ DJI 2022 692.308 Djibouti
        DM DMA 2022 529.412 Dominica
        DK DNK 2023 151.65 Denmark
        DO DOM 2022 580.78 Dominican Republic
        DZ DZA 2022 634.611 Algeria
        EC ECU 2023 150.224 Ecuador
        EG EGY 2023 570.306 Egypt
        ER ERI 2022 631.579 Eritrea
        ES ESP 2023 174.05 Spain
        EE EST 2023 416.667 Estonia
        ET ETH 2022 24.643 Ethiopia
        FI FIN 2023 79.158 Finland
        FJ FJI 2022 288.462 Fiji
        FK FLK 2022 500.0 Falkland Islands
        FR FRA 2023 56.039 France
        FO FRO 2022 404.762 Faroe Islands
        GA GAB 2022 491.597 Gabon
        GB GBR 2023 237.589 United Kingdom
        GE GEO 2023 167.594 Georgia
        GH GHA 2022 484.0 Ghana
        GI GIB 2022 600.0 Gibraltar
        GN GIN 2022 236.842 Guinea
        GP GLP 2021 500.0 Guadeloupe
        GM GMB 2022 666.667 Gambia
        GW GNB 2022 625.0 Guinea-Bissau
        GQ GNQ 2022 591.837 Equatorial Guinea
        GR GRC 2023 336.574 Greece
        GD GRD 2022 640.0 Grenada
        GL GRL 2022 178.571 Greenland
        GT GTM 2022 328.268 Guatemala
        GF GUF 2021 217.822 French Guiana
        GU GUM 2022 622.857 Guam
        GY GUY 2022 640.351 Guyana
        HK HKG 2022 699.499 Hong Kong
        HN HND 2022 282.265 Honduras
        HR HRV 2023 204.962 Croatia
        HT HTI 2022 567.308 Haiti
        HU HUN 2023 204.19 Hungary
        ID IDN 2022 675.931 Indonesia
        IN IND 2023 713.441 India
        IE IRL 2023 290.805 Ireland
        IR IRN 2023 655.125 Iran
        IQ IRQ 2022 688.814 Iraq
        IS ISL 2022 27.68 Iceland
        IL ISR 2022 582.927 Israel
        IT ITA 2023 330.718 Italy
        JM JAM 2022 555.556 Jamaica
        JO JOR 2022 540.924 Jordan
        JP JPN 2023 485.392 Japan
        KZ KAZ 2023 821.391 Kazakhstan
        KE KEN 2023 70.492 Kenya
        KG KGZ 2022 147.292 Kyrgyzstan
        KH KHM 2022 417.707 Cambodia
        KI KIR 2022 666.667 Kiribati
        KN KNA 2022 636.364 Saint Kitts and Nevis
        KR KOR 2023 430.567 South Korea
        KW KWT 2023 649.163 Kuwait
        LA LAO 2022 265.506 Laos
        LB LBN 2022 599.005 Lebanon
        LR LBR 2022 227.848 Liberia
        LY LBY 2022 818.692 Libya
        LC LCA 2022 666.667 Saint Lucia
        LK LKA 2022 509.781 Sri Lanka
        LS LSO 2022 20.0 Lesotho
        LT LTU 2023 160.072 Lithuania
        LU LUX 2023 105.263 Luxembourg
        LV LVA 2023 123.2 Latvia
        MO MAC 2022 448.98 Macao
        MA MAR 2023 630.014 Morocco
        MD MDA 2023 643.464 Moldova
        MG MDG 2022 436.441 Madagascar
        MV MDV 2022 611.765 Maldives
        MX MEX 2023 507.245 Mexico
        MK MKD 2023 565.345 North Macedonia
        ML MLI 2022 408.0 Mali
        MT MLT 2023 459.144 Malta
        MM MMR 2023 398.898 Myanmar
        ME MNE 2023 417.073 Montenegro
        MN MNG 2023 775.309 Mongolia
        MZ MOZ 2022 135.647 Mozambique
        MR MRT 2022 464.706 Mauritania
        MS MSR 2022 1000.0 Montserrat
        MQ MTQ 2021 523.179 Martinique
        MU MUS 2022 632.479 Mauritius
        MW MWI 2022 66.667 Malawi
        MY MYS 2022 605.831 Malaysia
        NA NAM 2022 59.259 Namibia
        NC NCL 2022 660.584 New Caledonia
        NE NER 2022 670.886 Niger
        NG NGA 2023 523.247 Nigeria
        NI NIC 2022 265.116 Nicaragua
        NL NLD 2023 267.622 Netherlands
        NO NOR 2023 30.08 Norway
        NP NPL 2022 24.44 Nepal
        NR NRU 2022 750.0 Nauru
        NZ NZL 2023 112.758 New Zealand
        OM OMN 2023 564.635 Oman
        PK PAK 2023 440.608 Pakistan
        PA PAN 2022 161.677 Panama
        PE PER 2023 266.478 Peru
        PH PHL 2023 610.688 Philippines
        PG PNG 2022 507.246 Papua New Guinea
        PL POL 2023 661.926 Poland
        PR PRI 2022 678.738 Puerto Rico
        KP PRK 2022 389.587 North Korea
        PT PRT 2023 165.553 Portugal
        PY PRY 2023 23.755 Paraguay
        PS PSE 2022 516.129 Palestine
        PF PYF 2022 442.857 French Polynesia
        QA QAT 2023 602.5 Qatar
        RE REU 2021 572.816 Reunion
        RO ROU 2023 240.583 Romania
        RU RUS 2023 441.039 Russia
        RW RWA 2022 316.327 Rwanda
        SA SAU 2022 706.791 Saudi Arabia
        SD SDN 2022 263.158 Sudan
        SN SEN 2022 511.598 Senegal
        SG SGP 2023 470.783 Singapore
        SH SHN 2022 1000.0 Saint Helena
        SB SLB 2022 700.0 Solomon Islands
        SL SLE 2022 50.0 Sierra Leone
        SV SLV 2023 271.468 El Salvador
        SO SOM 2022 578.947 Somalia
        PM SPM 2022 600.0 Saint Pierre and Miquelon
        RS SRB 2023 636.062 Serbia
        SS SSD 2022 629.032 South Sudan
        ST STP 2022 642.857 Sao Tome and Principe
        SR SUR 2022 349.282 Suriname
        SK SVK 2023 116.774 Slovakia
        SI SVN 2023 231.275 Slovenia
        SE SWE 2023 40.695 Sweden
        SZ SWZ 2022 172.414 Eswatini
        SC SYC 2022 564.516 Seychelles
        SY SYR 2022 701.661 Syria
        TC TCA 2022 653.846 Turks and Caicos Islands
        TD TCD 2022 628.571 Chad
        TG TGO 2022 443.182 Togo
        TH THA 2023 549.583 Thailand
        TJ TJK 2022 116.858 Tajikistan
        TM TKM 2022 1306.025 Turkmenistan
        TL TLS 2022 666.667 East Timor
        TO TON 2022 625.0 Tonga
        TT TTO 2022 681.529 Trinidad and Tobago
        TN TUN 2023 563.956 Tunisia
        TR TUR 2023 464.586 Turkey
        TW TWN 2023 642.378 Taiwan
        TZ TZA 2022 339.246 Tanzania
        UG UGA 2022 44.527 Uganda
        UA UKR 2022 259.693 Ukraine
        UY URY 2023 128.788 Uruguay
        US USA 2023 369.473 United States
        UZ UZB 2022 1167.603 Uzbekistan
        VC VCT 2022 529.412 Saint Vincent and the Grenadines
        VE VEN 2022 185.802 Venezuela
        VG VGB 2022 647.059 British Virgin Islands
        VI VIR 2022 632.353 United States Virgin Islands
        VN VNM 2023 475.449 Vietnam
        VU VUT 2022 571.429 Vanuatu
        WS WSM 2022 473.684 Samoa
        YE YEM 2022 566.102 Yemen
        ZA ZAF 2023 707.686 South Africa
        ZM ZMB 2022 111.967 Zambia
        ZW ZWE 2022 297.872 Zimbabwe
        """
}
