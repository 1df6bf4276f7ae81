/** What is read while somebody looks: one reader for each run that is on a page, one thread for all open pages. */
@NullMarked
package io.epochal.callback.page.live;

import org.jspecify.annotations.NullMarked;
