/** What Keras' callbacks decide. Pure: values in, values out; no clock, no logger, no I/O, no injection. */
@NullMarked
package io.epochal.callback.policy;

import org.jspecify.annotations.NullMarked;
