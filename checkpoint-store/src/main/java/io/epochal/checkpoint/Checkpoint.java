package io.epochal.checkpoint;

/** A stored checkpoint: its key is the folder of its parts. */
public final class Checkpoint {
    private final String key;
    private final Manifest manifest;

    Checkpoint(String key, Manifest manifest) {
        this.key = key;
        this.manifest = manifest;
    }

    public String key() {
        return key;
    }

    public long bytes() {
        return manifest.bytes();
    }

    public CheckpointId id() {
        return new CheckpointId(manifest.epoch(), manifest.attempt(), manifest.step(), manifest.epochEnd());
    }

    Manifest manifest() {
        return manifest;
    }

    Retention.Candidate candidate() {
        return new Retention.Candidate(key, manifest.epoch(), manifest.epochEnd());
    }
}
