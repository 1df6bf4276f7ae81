/** Which events of a run somebody is to be told of: values only, without clock and I/O. */
@NullMarked
package io.epochal.callback.policy.alert;

import org.jspecify.annotations.NullMarked;
