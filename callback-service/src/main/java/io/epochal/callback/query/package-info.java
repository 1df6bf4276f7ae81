/** Which runs somebody asks for, in which order, as values. Pure: what answers a question is elsewhere. */
@NullMarked
package io.epochal.callback.query;

import org.jspecify.annotations.NullMarked;
