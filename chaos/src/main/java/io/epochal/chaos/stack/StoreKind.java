package io.epochal.chaos.stack;

/** Which S3 server the rounds run against. */
public enum StoreKind {
    /** The one that is built in. */
    EMBEDDED,
    /** A {@code minio} on the path. */
    MINIO
}
