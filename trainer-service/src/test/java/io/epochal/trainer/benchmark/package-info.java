/** Measurements that a person starts: {@code make bench-data}. */
@NullMarked
package io.epochal.trainer.benchmark;

import org.jspecify.annotations.NullMarked;
