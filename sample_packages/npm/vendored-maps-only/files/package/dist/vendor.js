export const retry=async(a,b)=>{for(;;b--)try{return await a()}catch(c){if(b<=1)throw c}},debounce=(a,b)=>{let c;return(...d)=>{clearTimeout(c),c=setTimeout(()=>a(...d),b)}};
//# sourceMappingURL=vendor.js.map
