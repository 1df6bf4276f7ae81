/** What the run needs of the machine, and what the queue needs of the run: ports, implemented or called by other packages. */
@NullMarked
package io.epochal.trainer.run.port;

import org.jspecify.annotations.NullMarked;
