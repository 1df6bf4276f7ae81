/** The page: runs, and what can be done with them, for a browser. Server-rendered; it works without the script, too. */
@NullMarked
package io.epochal.callback.page;

import org.jspecify.annotations.NullMarked;
