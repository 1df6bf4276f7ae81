package io.epochal.callback.recording;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A line of a {@link PartitionManifest}: what is new. A place is in one of the three at a time; the later line is right.
 *
 * @param complete whether the ledger goes back to the log's beginning, and every place with it
 * @param places that are written
 * @param forgotten that were written once and are not any more, so that what lies there is a recorder's nevertheless
 * @param failed that are not to be written before the log is told from its beginning, and why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ManifestEntry(
        @Nullable Boolean complete,
        @Nullable SortedSet<String> places,
        @Nullable SortedSet<String> forgotten,
        @Nullable SortedMap<String, String> failed) {}
