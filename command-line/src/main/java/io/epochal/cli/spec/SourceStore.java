package io.epochal.cli.spec;

import io.epochal.checkpoint.SourceObjects;
import java.io.IOException;

/** Opens the store that has the objects of {@code s3://bucket/key}; asked only when a spec names one, since the stack may not be up. */
@FunctionalInterface
public interface SourceStore {
    /** {@link UsageException} when this command has no credentials for it. */
    SourceObjects open() throws IOException, UsageException;
}
