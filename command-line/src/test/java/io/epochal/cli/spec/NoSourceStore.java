package io.epochal.cli.spec;

/** For specs without objects in S3. */
public final class NoSourceStore {
    public static final SourceStore ASKED = () -> {
        throw new IllegalStateException("the spec names no object");
    };

    private NoSourceStore() {}
}
