extension Schema {
    /// Nightly runs: their figures, which stay when raw readings are thinned, and alarms.
    static let nightTables = """
        -- Where a command is executed; NULL: in the folder of the harness.
        ALTER TABLE variant ADD COLUMN folder TEXT CHECK (folder <> '');
        -- A reference that stays what it is, to be run beside each night's variants.
        CREATE TABLE pin (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            suite TEXT NOT NULL,
            machine_id TEXT NOT NULL CHECK (length(machine_id) = 36),
            created_at_ms INTEGER NOT NULL,
            -- NULL: in use, where it is the newest of its suite and machine.
            removed_at_ms INTEGER,
            folder TEXT NOT NULL,
            version TEXT CHECK (version <> ''),
            -- {"repository", "commit", "command"}; NULL where nothing is built.
            build TEXT CHECK (build IS NULL OR json_valid(build)),
            note TEXT CHECK (note <> '')
        ) STRICT;
        CREATE INDEX pin_by_suite ON pin (suite, machine_id, created_at_ms);
        CREATE TABLE pin_variant (
            pin_id TEXT NOT NULL REFERENCES pin (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            comparison TEXT NOT NULL,
            variant TEXT NOT NULL,
            command TEXT NOT NULL CHECK (json_valid(command)),
            environment TEXT NOT NULL CHECK (json_valid(environment)),
            loadgen_folder TEXT,
            folder TEXT CHECK (folder <> ''),
            -- SHA-256 of the programs and files that it names, by path.
            files TEXT NOT NULL CHECK (json_valid(files)),
            -- SHA-256 of what the suite said of the variant.
            definition TEXT NOT NULL CHECK (length(definition) = 64),
            PRIMARY KEY (pin_id, comparison, variant)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE night (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            -- Among the nights of its suite and machine, from 1.
            number INTEGER NOT NULL CHECK (number > 0),
            suite TEXT NOT NULL,
            machine_id TEXT NOT NULL CHECK (length(machine_id) = 36),
            machine TEXT NOT NULL,
            run_id TEXT REFERENCES run (id) ON DELETE SET NULL,
            rerun_id TEXT REFERENCES run (id) ON DELETE SET NULL,
            pin_id TEXT REFERENCES pin (id),
            started_at_ms INTEGER NOT NULL,
            ended_at_ms INTEGER,
            state TEXT NOT NULL
                CHECK (state = 'running' OR state = 'judged' OR state = 'failed'),
            outcome TEXT CHECK (outcome IS NULL OR outcome = 'quiet' OR outcome = 'improved'
                OR outcome = 'could_not_judge' OR outcome = 'regressed'),
            reasons TEXT NOT NULL CHECK (json_valid(reasons)),
            project_version TEXT CHECK (project_version <> ''),
            circumstances TEXT NOT NULL CHECK (json_valid(circumstances)),
            bounds TEXT NOT NULL CHECK (json_valid(bounds)),
            simulation TEXT CHECK (simulation <> ''),
            CHECK ((state = 'judged') = (outcome IS NOT NULL))
        ) STRICT;
        CREATE INDEX night_by_suite ON night (suite, machine_id, number);
        CREATE INDEX night_by_run ON night (run_id);
        CREATE TABLE night_figure (
            night_id TEXT NOT NULL REFERENCES night (id) ON DELETE CASCADE,
            comparison TEXT NOT NULL,
            variant TEXT NOT NULL,
            metric TEXT NOT NULL,
            reference TEXT NOT NULL CHECK (reference = 'none' OR reference = 'pin'),
            position INTEGER NOT NULL CHECK (position >= 0),
            value REAL NOT NULL,
            lower REAL,
            upper REAL,
            trials INTEGER NOT NULL CHECK (trials > 0),
            unit TEXT NOT NULL,
            energy_provenance TEXT,
            circumstances TEXT NOT NULL CHECK (json_valid(circumstances)),
            PRIMARY KEY (night_id, comparison, variant, metric, reference),
            CHECK ((lower IS NULL) = (upper IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE alarm (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            suite TEXT NOT NULL,
            machine_id TEXT NOT NULL CHECK (length(machine_id) = 36),
            comparison TEXT NOT NULL,
            variant TEXT NOT NULL,
            metric TEXT NOT NULL,
            reference TEXT NOT NULL CHECK (reference = 'none' OR reference = 'pin'),
            layer TEXT NOT NULL CHECK (layer = 'verdict' OR layer = 'history'),
            direction TEXT NOT NULL CHECK (direction = 'regressed' OR direction = 'improved'),
            first_night_id TEXT NOT NULL REFERENCES night (id),
            last_good_night_id TEXT REFERENCES night (id),
            raised_night_id TEXT NOT NULL REFERENCES night (id),
            -- As a logarithm, of quality in its unit; so is the change, new level - old one.
            level_before REAL NOT NULL,
            circumstances TEXT NOT NULL CHECK (json_valid(circumstances)),
            change REAL NOT NULL,
            lower REAL,
            upper REAL,
            version_before TEXT CHECK (version_before <> ''),
            version_after TEXT CHECK (version_after <> '')
        ) STRICT;
        CREATE INDEX alarm_by_suite ON alarm (suite, machine_id);
        CREATE TABLE alarm_event (
            alarm_id TEXT NOT NULL REFERENCES alarm (id) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number >= 0),
            at_ms INTEGER NOT NULL,
            night_id TEXT REFERENCES night (id),
            state TEXT NOT NULL CHECK (state = 'suspected' OR state = 'confirmed'
                OR state = 'refuted' OR state = 'acknowledged' OR state = 'recovered'
                OR state = 'closed'),
            note TEXT NOT NULL,
            PRIMARY KEY (alarm_id, number)
        ) STRICT, WITHOUT ROWID;
        """
}
