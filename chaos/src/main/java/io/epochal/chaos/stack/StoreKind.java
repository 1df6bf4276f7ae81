package io.epochal.chaos.stack;

/** Which S3 server the rounds run against. */
public enum StoreKind {
    /** The embedded one. */
    EMBEDDED,
    /** A {@code minio} on the path. */
    MINIO
}
