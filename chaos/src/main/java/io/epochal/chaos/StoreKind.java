package io.epochal.chaos;

/** Which S3 server the rounds run against. */
enum StoreKind {
    /** The one that is built in. */
    EMBEDDED,
    /** A {@code minio} on the path. */
    MINIO
}
