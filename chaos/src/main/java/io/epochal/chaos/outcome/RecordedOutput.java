package io.epochal.chaos.outcome;

import java.util.List;
import java.util.SortedMap;

/**
 * What the recorders have written.
 *
 * @param files each file's lines or records by its path, without times
 */
public record RecordedOutput(SortedMap<String, List<String>> files) {}
