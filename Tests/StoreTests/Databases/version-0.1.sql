-- A database as version 0.1 left it: the schema of migration 1, and a run on a machine without
-- RAPL. It stays as it is: what was written then has to be read for ever.
PRAGMA foreign_keys = ON;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES ('1: runs, trials and raw readings');
CREATE TABLE host (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    name TEXT NOT NULL,
    cpu_model TEXT NOT NULL,
    logical_cpus INTEGER NOT NULL CHECK (logical_cpus > 0),
    memory_bytes INTEGER NOT NULL CHECK (memory_bytes > 0),
    kernel TEXT NOT NULL,
    operating_system TEXT NOT NULL,
    architecture TEXT NOT NULL,
    hypervisor TEXT
) STRICT;
CREATE TABLE run (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    host_id TEXT NOT NULL REFERENCES host (id),
    suite TEXT NOT NULL,
    suite_text TEXT NOT NULL,
    suite_sha256 TEXT NOT NULL CHECK (length(suite_sha256) = 64),
    -- The 64 bits of the seed as a signed number.
    seed INTEGER NOT NULL,
    blocks INTEGER NOT NULL CHECK (blocks > 0),
    planned_trials INTEGER NOT NULL CHECK (planned_trials > 0),
    sampling_interval_ns INTEGER NOT NULL CHECK (sampling_interval_ns > 0),
    estimate_model TEXT CHECK (estimate_model IS NULL OR json_valid(estimate_model)),
    started_at_ms INTEGER NOT NULL,
    ended_at_ms INTEGER CHECK (ended_at_ms IS NULL OR ended_at_ms >= started_at_ms),
    state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'interrupted', 'failed')),
    harness_version TEXT NOT NULL,
    simulation TEXT CHECK (simulation IS NULL OR simulation <> '')
) STRICT;
CREATE INDEX run_by_start ON run (started_at_ms);
CREATE TABLE sensor_state (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    sensor TEXT NOT NULL,
    covers TEXT NOT NULL,
    availability TEXT NOT NULL CHECK (availability IN ('present', 'absent', 'refused')),
    reason TEXT NOT NULL,
    remedy TEXT,
    is_simulated INTEGER NOT NULL CHECK (is_simulated IN (0, 1)),
    position INTEGER NOT NULL,
    PRIMARY KEY (run_id, sensor)
) STRICT, WITHOUT ROWID;
CREATE TABLE artifact (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    command TEXT NOT NULL CHECK (json_valid(command)),
    seconds REAL NOT NULL CHECK (seconds >= 0),
    was_cached INTEGER NOT NULL CHECK (was_cached IN (0, 1)),
    position INTEGER NOT NULL,
    PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE comparison (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    unit_of_work TEXT NOT NULL,
    baseline TEXT NOT NULL,
    quality_event TEXT,
    quality_higher_is_better INTEGER CHECK (quality_higher_is_better IN (0, 1)),
    position INTEGER NOT NULL,
    PRIMARY KEY (run_id, name),
    CHECK ((quality_event IS NULL) = (quality_higher_is_better IS NULL))
) STRICT, WITHOUT ROWID;
CREATE TABLE variant (
    run_id TEXT NOT NULL,
    comparison TEXT NOT NULL,
    name TEXT NOT NULL,
    command TEXT NOT NULL CHECK (json_valid(command)),
    environment TEXT NOT NULL CHECK (json_valid(environment)),
    parameters TEXT NOT NULL CHECK (json_valid(parameters)),
    position INTEGER NOT NULL,
    PRIMARY KEY (run_id, comparison, name),
    FOREIGN KEY (run_id, comparison) REFERENCES comparison (run_id, name)
        ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE trial (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    run_id TEXT NOT NULL,
    comparison TEXT NOT NULL,
    variant TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 0),
    block INTEGER NOT NULL CHECK (block >= 0),
    position INTEGER NOT NULL CHECK (position >= 0),
    block_seed INTEGER NOT NULL CHECK (block_seed >= 0),
    command TEXT NOT NULL CHECK (json_valid(command)),
    started_at_ms INTEGER NOT NULL,
    started_ns INTEGER NOT NULL,
    ended_ns INTEGER NOT NULL CHECK (ended_ns >= started_ns),
    outcome TEXT NOT NULL CHECK (outcome IN (
        'completed', 'exited', 'signalled', 'timed_out', 'window_not_closed',
        'window_reopened', 'not_started', 'interrupted')),
    exit_status INTEGER CHECK ((exit_status IS NOT NULL) = (outcome = 'exited')),
    signal INTEGER CHECK ((signal IS NOT NULL) = (outcome = 'signalled')),
    limit_ns INTEGER CHECK ((limit_ns IS NOT NULL) = (outcome = 'timed_out')),
    start_failure TEXT CHECK ((start_failure IS NOT NULL) = (outcome = 'not_started')),
    user_ns INTEGER CHECK (user_ns >= 0),
    system_ns INTEGER CHECK (system_ns >= 0),
    largest_process_bytes INTEGER CHECK (largest_process_bytes >= 0),
    standard_output TEXT NOT NULL,
    standard_error TEXT NOT NULL,
    dropped_bytes INTEGER NOT NULL CHECK (dropped_bytes >= 0),
    FOREIGN KEY (run_id, comparison, variant)
        REFERENCES variant (run_id, comparison, name) ON DELETE CASCADE
) STRICT;
CREATE INDEX trial_by_run ON trial (run_id, sequence);
CREATE TABLE channel (
    trial_id TEXT NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 0),
    name TEXT NOT NULL,
    sensor TEXT NOT NULL,
    interface TEXT NOT NULL,
    quantity TEXT NOT NULL,
    -- 'counter' only goes up but for its wrap; 'gauge' is a value at an instant.
    behaviour TEXT NOT NULL CHECK (behaviour IN ('counter', 'gauge')),
    wraps_at INTEGER CHECK (wraps_at IS NULL OR (wraps_at > 0 AND behaviour = 'counter')),
    domain TEXT NOT NULL,
    is_simulated INTEGER NOT NULL CHECK (is_simulated IN (0, 1)),
    refresh_period_ns INTEGER NOT NULL CHECK (refresh_period_ns >= 0),
    resolution INTEGER NOT NULL CHECK (resolution >= 0),
    PRIMARY KEY (trial_id, number),
    UNIQUE (trial_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE reading (
    trial_id TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 0),
    channel INTEGER NOT NULL,
    before_ns INTEGER NOT NULL,
    after_ns INTEGER NOT NULL CHECK (after_ns >= before_ns),
    -- The raw integer in the channel's own unit; NULL with the reason in `failure`.
    value INTEGER CHECK (value >= 0),
    failure TEXT,
    PRIMARY KEY (trial_id, sequence),
    FOREIGN KEY (trial_id, channel) REFERENCES channel (trial_id, number)
        ON DELETE CASCADE,
    CHECK ((value IS NULL) = (failure IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE TABLE event (
    trial_id TEXT NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL CHECK (sequence >= 0),
    kind TEXT NOT NULL CHECK (kind IN ('start', 'stop', 'point')),
    key TEXT NOT NULL,
    number REAL,
    value TEXT NOT NULL,
    metadata TEXT NOT NULL CHECK (json_valid(metadata)),
    instant_ns INTEGER NOT NULL,
    time_source TEXT NOT NULL
        CHECK (time_source IN ('monotonic', 'wall_clock', 'arrival')),
    PRIMARY KEY (trial_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE trial_warning (
    trial_id TEXT NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL CHECK (sequence >= 0),
    warning TEXT NOT NULL CHECK (json_valid(warning)),
    explanation TEXT NOT NULL,
    PRIMARY KEY (trial_id, sequence)
) STRICT, WITHOUT ROWID;
-- Worked out from readings and events when the trial was stored, for queries. Reports
-- work it out anew from the raw readings.
CREATE TABLE summary (
    trial_id TEXT NOT NULL PRIMARY KEY REFERENCES trial (id) ON DELETE CASCADE,
    window_seconds REAL CHECK (window_seconds >= 0),
    energy_joules REAL,
    energy_uncertainty_joules REAL CHECK (energy_uncertainty_joules >= 0),
    energy_provenance TEXT CHECK (energy_provenance IN (
        'measured', 'integrated', 'estimated', 'simulated', 'reported')),
    energy_scope TEXT,
    energy_missing_reason TEXT,
    cpu_seconds REAL CHECK (cpu_seconds >= 0),
    peak_memory_bytes REAL CHECK (peak_memory_bytes > 0),
    work REAL CHECK (work > 0),
    quality REAL,
    flops_dense REAL,
    flops_executed REAL,
    int_ops_executed REAL,
    parameters REAL,
    parameters_nonzero REAL,
    model_bytes REAL,
    CHECK ((energy_joules IS NULL) = (energy_missing_reason IS NOT NULL)),
    CHECK ((energy_joules IS NULL) = (energy_provenance IS NULL))
) STRICT, WITHOUT ROWID;
CREATE VIEW trial_table AS
SELECT run.suite, trial.run_id, trial.comparison, trial.variant, trial.block,
    trial.sequence, trial.outcome, summary.*,
    trial.variant = comparison.baseline AS is_baseline,
    summary.energy_joules / summary.work AS energy_per_unit_joules,
    summary.window_seconds / summary.work AS time_per_unit_seconds,
    summary.energy_joules / summary.window_seconds AS average_power_watts
FROM trial
JOIN run ON run.id = trial.run_id
JOIN comparison ON comparison.run_id = trial.run_id
    AND comparison.name = trial.comparison
JOIN summary ON summary.trial_id = trial.id;
CREATE VIEW comparison_table AS
SELECT each.suite, each.run_id, each.comparison, each.variant, each.is_baseline,
    count(*) AS trials,
    avg(each.energy_per_unit_joules) AS energy_per_unit_joules,
    -- Paired by block: the geometric mean of the ratios to the baseline's trial.
    exp(avg(ln(each.energy_per_unit_joules) - ln(base.energy_per_unit_joules)))
        AS energy_ratio,
    exp(avg(ln(each.time_per_unit_seconds) - ln(base.time_per_unit_seconds)))
        AS time_ratio,
    avg(each.average_power_watts) AS average_power_watts,
    avg(each.time_per_unit_seconds) AS time_per_unit_seconds,
    avg(each.quality) AS quality,
    avg(each.quality - base.quality) AS quality_difference,
    max(each.peak_memory_bytes) AS peak_memory_bytes,
    avg(each.model_bytes) AS model_bytes,
    group_concat(DISTINCT each.energy_provenance) AS energy_provenance
FROM trial_table AS each
LEFT JOIN trial_table AS base ON base.run_id = each.run_id
    AND base.comparison = each.comparison AND base.block = each.block
    AND base.is_baseline AND base.outcome = 'completed'
WHERE each.outcome = 'completed'
GROUP BY each.run_id, each.comparison, each.variant;
INSERT INTO host VALUES
    ('00000000-0000-8000-8000-000000000001', 'test', 'CPU', 2, 1073741824, '6.1', 'Debian',
    'x86_64', NULL);
INSERT INTO run VALUES
    ('0d5c2f6e-0000-4000-8000-000000000001', '00000000-0000-8000-8000-000000000001',
    'quick', 'suite: quick
', '7b259f7d7624758e61b28ca6377e29cff957fc8503d304d0f77bf3fdbc83d159',
    -4, 2, 4, 100000000,
    '{"wattsPerBusyThread": 4.5, "relativeUncertainty": 0.5, "basis": "any", "source": "CCF"}',
    1700000000000, 1700000009000, 'interrupted', '0.1.0', NULL);
INSERT INTO sensor_state VALUES
    ('0d5c2f6e-0000-4000-8000-000000000001', 'rapl', 'packages', 'absent',
    '/sys/class/powercap: No such file or directory', 'sudo modprobe intel_rapl_msr', 0, 0);
INSERT INTO artifact VALUES
    ('0d5c2f6e-0000-4000-8000-000000000001', 'dense',
    '7b259f7d7624758e61b28ca6377e29cff957fc8503d304d0f77bf3fdbc83d159', '["train","{output}"]', 1.5, 1, 0);
INSERT INTO comparison VALUES
    ('0d5c2f6e-0000-4000-8000-000000000001', 'inference', 'samples', 'dense', 'eval_accuracy', 1, 0);
INSERT INTO variant VALUES
    ('0d5c2f6e-0000-4000-8000-000000000001', 'inference', 'dense', '["infer","{seed}"]', '{"A":"b"}',
    '{"batch":"256"}', 0),
    ('0d5c2f6e-0000-4000-8000-000000000001', 'inference', 'pruned', '["infer","{artifact.dense}/x"]',
    '{}', '{}', 1);
INSERT INTO trial VALUES
    ('7aaa0000-0000-4000-8000-000000000001', '0d5c2f6e-0000-4000-8000-000000000001',
    'inference', 'dense', 0, 0, 0, 77, '["infer","77"]', 1700000000500, 5000000000, 9000000000,
    'completed', NULL, NULL, NULL, NULL, 1, 2, 3, 'a', 'b', 9);
INSERT INTO channel VALUES
    ('7aaa0000-0000-4000-8000-000000000001', 0, 'process/cpu-time', 'process', 'procfs',
    'cpuTimeNanoseconds', 'counter', NULL, 'processTree', 0, 10000000, 1),
    ('7aaa0000-0000-4000-8000-000000000001', 1, 'process/memory', 'process', 'procfs',
    'memoryBytes', 'gauge', NULL, 'processTree', 0, 0, 1);
INSERT INTO reading VALUES
    ('7aaa0000-0000-4000-8000-000000000001', 0, 0, 5000000000, 5000001000, 0, NULL),
    ('7aaa0000-0000-4000-8000-000000000001', 1, 1, 5000001000, 5000002000, 0, NULL),
    ('7aaa0000-0000-4000-8000-000000000001', 2, 0, 6000000000, 6000001000, 1500000000, NULL),
    ('7aaa0000-0000-4000-8000-000000000001', 3, 1, 6000001000, 6000002000, 1048576, NULL),
    ('7aaa0000-0000-4000-8000-000000000001', 4, 0, 7000000000, 7000001000, 3000000000, NULL),
    ('7aaa0000-0000-4000-8000-000000000001', 5, 1, 7000001000, 7000002000, 2097152, NULL),
    ('7aaa0000-0000-4000-8000-000000000001', 6, 0, 8000000000, 8000001000, 4500000000, NULL),
    ('7aaa0000-0000-4000-8000-000000000001', 7, 1, 8000001000, 8000002000, 3145728, NULL),
    ('7aaa0000-0000-4000-8000-000000000001', 8, 0, 9000000000, 9000001000, 6000000000, NULL),
    ('7aaa0000-0000-4000-8000-000000000001', 9, 1, 9000001000, 9000002000, NULL, 'errno 3');
INSERT INTO event VALUES
    ('7aaa0000-0000-4000-8000-000000000001', 0, 'start', 'run_start', NULL, '', '{}', 6000000000,
    'monotonic'),
    ('7aaa0000-0000-4000-8000-000000000001', 1, 'point', 'samples', 2000.0, '2000', '{"a":1}',
    7000000000, 'arrival'),
    ('7aaa0000-0000-4000-8000-000000000001', 2, 'stop', 'run_stop', NULL, '', '{}', 8000000000,
    'monotonic'),
    ('7aaa0000-0000-4000-8000-000000000001', 3, 'point', 'eval_accuracy', 0.9, '0.9', '{}',
    8500000000, 'wall_clock');
INSERT INTO trial_warning VALUES
    ('7aaa0000-0000-4000-8000-000000000001', 0,
    '{"readFailed":{"channel":"process/memory","count":1,"reason":"errno 3"}}',
    'process/memory could not be read once: errno 3.');
INSERT INTO summary VALUES
    ('7aaa0000-0000-4000-8000-000000000001', 2.0, 13.5, 6.75, 'estimated', 'process tree, from CPU time',
    NULL, 3.0, 3145728.0, 2000.0, 0.9, NULL, NULL, NULL, NULL, NULL, NULL);
