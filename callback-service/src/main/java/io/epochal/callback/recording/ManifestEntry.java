package io.epochal.callback.recording;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A line of a {@link PartitionManifest}: what is new. A recording is in one of the three at a time; the later line wins.
 *
 * @param complete whether the manifest covers the partition from the log's beginning
 * @param places recordings that are written
 * @param forgotten recordings that were written once and are missing now, so that files at their paths are still a recorder's
 * @param failed recordings that are not written before the log is read from its beginning, and why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ManifestEntry(
        @Nullable Boolean complete,
        @Nullable SortedSet<String> places,
        @Nullable SortedSet<String> forgotten,
        @Nullable SortedMap<String, String> failed) {}
