-- The tables of the read model. Derived from the log: another version is dropped and made anew. One statement ends with each semicolon.
DROP TABLE IF EXISTS epochal_model;
DROP TABLE IF EXISTS epochal_reader;
DROP TABLE IF EXISTS epochal_topic;
DROP TABLE IF EXISTS epochal_place;
DROP TABLE IF EXISTS epochal_run;
DROP TABLE IF EXISTS epochal_summary;
DROP TABLE IF EXISTS epochal_progress;
DROP TABLE IF EXISTS epochal_field;
DROP TABLE IF EXISTS epochal_epoch;
DROP TABLE IF EXISTS epochal_metric;
DROP TABLE IF EXISTS epochal_curve;
DROP TABLE IF EXISTS epochal_curve_part;

-- One row. The revision rises with each change of epochal_run.
CREATE TABLE epochal_model (version INT NOT NULL, revision BIGINT NOT NULL);

-- Which process reads, and until when no other one may begin to. Times are microseconds since 1970, everywhere.
CREATE TABLE epochal_reader (name VARCHAR(40) PRIMARY KEY, owner VARCHAR(60) NOT NULL, held_until BIGINT NOT NULL);

-- The broker's ids of the topics that were read, and which record of each partition is next.
CREATE TABLE epochal_topic (name VARCHAR(300) PRIMARY KEY, topic_id VARCHAR(60) NOT NULL);
CREATE TABLE epochal_place (
    topic VARCHAR(300) NOT NULL, part INT NOT NULL, next_offset BIGINT NOT NULL, PRIMARY KEY (topic, part));

-- Of training.summaries: what a list filters and sorts by. The phase is that of a run that is not lost; it is after lost_after.
CREATE TABLE epochal_run (
    id VARCHAR(128){bytewise} PRIMARY KEY,
    id_lower VARCHAR(128){bytewise} NOT NULL,
    trainer VARCHAR(500){bytewise},
    trainer_lower VARCHAR(1000){bytewise} NOT NULL,
    requested_by VARCHAR(200){bytewise},
    phase INT NOT NULL,
    lost_after BIGINT,
    attempt INT NOT NULL,
    epochs INT NOT NULL,
    metric VARCHAR(200){bytewise} NOT NULL,
    best_value DOUBLE PRECISION,
    newest_value DOUBLE PRECISION,
    shown_value DOUBLE PRECISION,
    has_started BOOLEAN NOT NULL,
    begun BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    revision BIGINT NOT NULL);
CREATE INDEX epochal_run_begun ON epochal_run (begun DESC, id);
CREATE INDEX epochal_run_requested_by ON epochal_run (requested_by, phase);
CREATE INDEX epochal_run_revision ON epochal_run (revision);
CREATE TABLE epochal_summary (run VARCHAR(128){bytewise} PRIMARY KEY, told {bytes} NOT NULL);

-- Of training.events and training.runs: how far a run's events are read, and of which attempt its fields are (0: of a request).
CREATE TABLE epochal_progress (
    run VARCHAR(128){bytewise} PRIMARY KEY,
    attempt INT NOT NULL,
    sequence_number BIGINT NOT NULL,
    fields_of INT NOT NULL,
    newest_epoch INT NOT NULL,
    heard BIGINT NOT NULL);
CREATE TABLE epochal_field (
    run VARCHAR(128){bytewise} NOT NULL,
    path VARCHAR(200){bytewise} NOT NULL,
    number_value DOUBLE PRECISION,
    text_value VARCHAR(500){bytewise} NOT NULL,
    PRIMARY KEY (run, path));
CREATE INDEX epochal_field_path ON epochal_field (path, number_value, run);
CREATE TABLE epochal_epoch (
    run VARCHAR(128){bytewise} NOT NULL,
    epoch INT NOT NULL,
    attempt INT NOT NULL,
    sequence_number BIGINT NOT NULL,
    measured {bytes} NOT NULL,
    PRIMARY KEY (run, epoch));
CREATE TABLE epochal_metric (
    run VARCHAR(128){bytewise} NOT NULL,
    name VARCHAR(200){bytewise} NOT NULL,
    best_value DOUBLE PRECISION,
    newest_value DOUBLE PRECISION NOT NULL,
    shown_value DOUBLE PRECISION NOT NULL,
    greater_is_better BOOLEAN,
    PRIMARY KEY (run, name));
CREATE INDEX epochal_metric_name ON epochal_metric (name, shown_value, run);

-- Of training.batches: a thinned curve of the loss, and the batches that are not in it yet, a few in each part.
CREATE TABLE epochal_curve (
    run VARCHAR(128){bytewise} PRIMARY KEY, heard BIGINT NOT NULL, revision BIGINT NOT NULL, packed {bytes} NOT NULL);
CREATE TABLE epochal_curve_part (
    run VARCHAR(128){bytewise} NOT NULL,
    part INT NOT NULL,
    heard BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    packed {bytes} NOT NULL,
    PRIMARY KEY (run, part));
