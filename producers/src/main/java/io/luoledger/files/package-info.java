/** Files as users name them: read with words for what is wrong, written whole or not at all, held by one at a time. */
@NullMarked
package io.luoledger.files;

import org.jspecify.annotations.NullMarked;
