/** What the records of a run say in all, as values: no clock, no I/O. The summaries and the command's lists are made of it. */
@NullMarked
package io.epochal.callback.summary;

import org.jspecify.annotations.NullMarked;
