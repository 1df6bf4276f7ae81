/** What the REST interface needs of the log: ports, which messaging implements. Knows nothing else. */
@NullMarked
package io.epochal.callback.api.log;

import org.jspecify.annotations.NullMarked;
