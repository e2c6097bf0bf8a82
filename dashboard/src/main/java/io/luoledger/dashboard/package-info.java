/** The API under the pages: routes, their JSON, and the pages themselves. */
@NullMarked
package io.luoledger.dashboard;

import org.jspecify.annotations.NullMarked;
