/** Whole processes, real signals, real sockets: what a run comes to when anything is killed, compared with one that was left alone. */
@NullMarked
package io.epochal.chaos;

import org.jspecify.annotations.NullMarked;
