/** Laws of large random matrices that both papers use. */
package org.icllab.theory;
