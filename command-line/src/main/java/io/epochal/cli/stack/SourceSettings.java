package io.epochal.cli.stack;

import io.epochal.checkpoint.ReadableBuckets;
import io.epochal.checkpoint.S3Access;
import io.epochal.checkpoint.S3SourceObjects;
import io.epochal.checkpoint.SourceObjects;
import io.epochal.cli.spec.UsageException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where {@code s3://bucket/key} is: in the stack's store, unless {@code EPOCHAL_DATA_S3_*} name another server; and which buckets are
 * data.
 *
 * @param environment of this command
 */
record SourceSettings(Map<String, String> environment) {
    /**
     * @param own the stack's store
     * @param bucket of the stack's own
     */
    SourceObjects objects(S3Access own, String bucket) throws UsageException {
        try {
            S3Access access = own.forData(
                    found("EPOCHAL_DATA_S3_ENDPOINT"),
                    found("EPOCHAL_DATA_S3_ACCESS_KEY"),
                    found("EPOCHAL_DATA_S3_SECRET_KEY"),
                    found("EPOCHAL_DATA_S3_REGION"));
            return new S3SourceObjects(access, readable(bucket));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** As the trainer reads {@code EPOCHAL_DATA_BUCKETS}. */
    ReadableBuckets readable(String own) {
        return new ReadableBuckets(own, found("EPOCHAL_DATA_BUCKETS").map(names -> Stream.of(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet())));
    }

    private Optional<String> found(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
